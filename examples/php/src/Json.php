<?php

declare(strict_types=1);

namespace PrintessProduction;

/** JSON as the API takes it. PHP writes an empty array as `[]`, and one with the keys 0, 1, … as a list, where `{}` is meant. */
final class Json
{
    public static function encode(mixed $value): string
    {
        // Escaped, a Cyrillic text is three times as long, and an order has a megabyte.
        $flags = JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_PRESERVE_ZERO_FRACTION | JSON_THROW_ON_ERROR;
        return json_encode($value, $flags);
    }

    /** @return list<object> */
    public static function items(array $items): array
    {
        return array_map(self::item(...), array_values($items));
    }

    /** An item, or a change to one. What is inside `vdp.data` is yours: write `new \stdClass()` there for `{}`. */
    public static function item(array|object $item): object
    {
        return self::with($item, [
            'outputSettings' => self::object(...),
            'vdp' => self::vdp(...),
            'outputFiles' => static fn (array $files) => array_map(self::outputFile(...), array_values($files)),
        ]);
    }

    private static function outputFile(array|object $file): object
    {
        return self::with($file, ['outputSettings' => self::object(...), 'vdp' => self::vdp(...)]);
    }

    private static function vdp(array|object $vdp): object
    {
        return self::with($vdp, [
            'form' => self::object(...),
            'records' => static fn (array $records) => array_map(self::object(...), array_values($records)),
        ]);
    }

    private static function object(array|object $map): object
    {
        return (object) $map;
    }

    /** @param array<string, \Closure> $parts */
    private static function with(array|object $map, array $parts): object
    {
        $map = (array) $map;
        foreach ($parts as $name => $part) {
            if (isset($map[$name])) {
                $map[$name] = $part($map[$name]);
            }
        }
        return (object) $map;
    }
}
