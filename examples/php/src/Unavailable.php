<?php

declare(strict_types=1);

namespace PrintessProduction;

/** 429 and 5xx: too many requests, or Temporal or a worker does not answer now. */
final class Unavailable extends ApiError implements TryLater
{
}
