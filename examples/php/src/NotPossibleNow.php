<?php

declare(strict_types=1);

namespace PrintessProduction;

/** 409: the action makes no sense now; the message says why, and what is possible. */
final class NotPossibleNow extends ApiError
{
}
