<?php

// All that the site keeps from one request to the next, in a JSON file; a request has it for itself while it runs.

final class Store
{
    public static array $data = [];
    private static mixed $file;

    public static function open(string $path): void
    {
        self::$file = fopen($path, 'c+');
        flock(self::$file, LOCK_EX);
        self::$data = json_decode((string) stream_get_contents(self::$file), true) ?: [];
        self::$data += ['options' => [], 'products' => [], 'orders' => [], 'users' => [], 'actions' => []];
    }

    public static function save(): void
    {
        rewind(self::$file);
        ftruncate(self::$file, 0);
        fwrite(self::$file, json_encode(self::$data, JSON_THROW_ON_ERROR));
    }
}
