<?php

declare(strict_types=1);

namespace PrintessProduction;

/** 409: there is another order of this id; `fields` says where it differs. Nothing was changed. */
final class OrderConflict extends ApiError
{
}
