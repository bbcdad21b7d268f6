<?php

declare(strict_types=1);

namespace PrintessProduction;

/** 401: the key is missing, or not one of `ORDERS_API_KEYS`. */
final class Unauthorized extends ApiError
{
}
