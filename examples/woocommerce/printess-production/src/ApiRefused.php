<?php

declare(strict_types=1);

namespace PrintessProduction\WooCommerce;

/** The orders API says no, and why; the same request would be refused again. */
final class ApiRefused extends \RuntimeException
{
    public function __construct(public readonly int $status, public readonly string $type, string $detail)
    {
        parent::__construct($detail, $status);
    }
}
