<?php

declare(strict_types=1);

namespace PrintessProduction\WooCommerce;

/** An item's end in the shape that Printess Editor keeps in `_printess-result`, and shows: that of Printess's callback. */
final class VendorResult
{
    /** Null while it has no end: then the page says that it is being processed. */
    public static function of(array $item): ?array
    {
        $why = match ($item['state']) {
            'produced' => null,
            'attention' => $item['attention']['message'],
            'abandoned' => 'Given up: no print files are made.',
            'cancelled' => 'Cancelled: no print files are made.',
            default => false,
        };
        if ($why === false) {
            return null;
        }
        $about = ['jobId' => $item['jobId'] ?? '', 'isFailure' => $why !== null, 'failureDetails' => $why];
        return $about + ['result' => $why === null ? self::files($item) : new \stdClass()];
    }

    /** `r` has a file a document; where a document has several, as pictures have, `p` has them. */
    private static function files(array $item): array
    {
        $files = $item['files'] ?? [];
        $count = array_count_values(array_column($files, 'document'));
        $documents = [];
        $pages = [];
        $index = [];
        foreach ($files as ['document' => $document, 'url' => $url, 'name' => $name]) {
            if ($count[$document] === 1) {
                $documents[$document === '' ? $name : $document] = $url;
            } else {
                $index[$document] = ($index[$document] ?? -1) + 1;
                $pages[] = ['d' => $document, 'u' => $url, 'i' => $index[$document]];
            }
        }
        if (isset($item['zip']) && ($files === [] || isset($item['filesOmitted']))) {
            $documents['all files (zip)'] = $item['zip'];
        }
        return ['r' => $documents === [] ? null : $documents, 'p' => $pages === [] ? null : $pages];
    }
}
