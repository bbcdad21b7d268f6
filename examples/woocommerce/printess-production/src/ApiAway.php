<?php

declare(strict_types=1);

namespace PrintessProduction\WooCommerce;

/** Another try may help; the request may have been taken, and is safe to repeat. */
final class ApiAway extends \RuntimeException
{
}
