<?php

declare(strict_types=1);

namespace PrintessProduction;

/** Keeps the newest number of each order's events in a file; a real shop has a column for it. */
final class NewestEvents
{
    public function __construct(private readonly string $path)
    {
    }

    /** Does the work for an event that is newer than all before it of its order; what comes twice, or late, is dropped. */
    public function once(string $orderId, int $n, \Closure $work): void
    {
        $file = fopen($this->path, 'c+');
        if ($file === false || !flock($file, LOCK_EX)) {
            throw new \RuntimeException("Cannot open {$this->path}.");
        }
        $newest = json_decode((string) stream_get_contents($file), true) ?: [];
        if ($n > ($newest[$orderId] ?? 0)) {
            $work(); // First the work, then the number: a crash in between does the work twice, and never not at all.
            $newest[$orderId] = $n;
            rewind($file);
            ftruncate($file, 0);
            fwrite($file, json_encode($newest));
        }
        fclose($file);
    }
}
