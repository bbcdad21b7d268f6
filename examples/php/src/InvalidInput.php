<?php

declare(strict_types=1);

namespace PrintessProduction;

/** 422: `issues` names each fault by its path. Nothing was done. */
final class InvalidInput extends ApiError
{
}
