<?php

declare(strict_types=1);

// For programs without Composer: `require '…/autoload.php';`

spl_autoload_register(static function (string $class): void {
    if (str_starts_with($class, 'PrintessProduction\\')) {
        $path = __DIR__ . '/src/' . substr($class, strlen('PrintessProduction\\')) . '.php';
        if (is_file($path)) {
            require $path;
        }
    }
});
