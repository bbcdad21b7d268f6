<?php

declare(strict_types=1);

namespace PrintessProduction;

/** 410: the order’s workflow was terminated or has failed: see the Temporal Web UI. */
final class OrderBroken extends ApiError
{
}
