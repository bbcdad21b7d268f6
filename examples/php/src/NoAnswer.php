<?php

declare(strict_types=1);

namespace PrintessProduction;

/** No usable answer: not reached, too slow, cut off, or something else answered (a proxy). The request may have been taken. */
final class NoAnswer extends \RuntimeException implements TryLater
{
    public function __construct(string $why)
    {
        parent::__construct("The orders API gives no answer: $why. Send the same again later.");
    }

    public function retryAfter(): int
    {
        return 10;
    }
}
