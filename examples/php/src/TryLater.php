<?php

declare(strict_types=1);

namespace PrintessProduction;

/** What another try may mend: nothing is lost, and sending the same again orders nothing twice. */
interface TryLater extends \Throwable
{
    /** Seconds to wait before. */
    public function retryAfter(): int;
}
