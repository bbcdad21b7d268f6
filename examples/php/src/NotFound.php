<?php

declare(strict_types=1);

namespace PrintessProduction;

/** 404: your shop has no such order. */
final class NotFound extends ApiError
{
}
