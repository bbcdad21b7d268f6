<?php

declare(strict_types=1);

use PrintessProduction\ApiError;
use PrintessProduction\Client;
use PrintessProduction\NoAnswer;

// ORDERS_API_URL=http://127.0.0.1:8081 ORDERS_API_KEY=… php submit-and-wait.php ORDER-ID

require __DIR__ . '/autoload.php';

$production = new Client(
    getenv('ORDERS_API_URL') ?: 'http://127.0.0.1:8081',
    getenv('ORDERS_API_KEY') ?: exit("Set ORDERS_API_KEY.\n"),
);
$orderId = $argv[1] ?? exit("Usage: php submit-and-wait.php ORDER-ID\n");

try {
    $production->submit($orderId, [
        ['itemId' => 'mug', 'templateName' => 'poster', 'copies' => 2, 'vdp' => ['form' => ['name' => 'Ada']]],
    ]);
    $order = $production->wait($orderId);
} catch (ApiError | NoAnswer $error) {
    fwrite(STDERR, $error->getMessage() . "\n");
    foreach ($error->issues ?? [] as $issue) {
        fwrite(STDERR, "  {$issue['path']}: {$issue['message']}\n");
    }
    exit(1);
}

echo "Order $orderId: {$order['state']}\n";
foreach ($order['items'] as $item) {
    foreach ($item['files'] ?? [] as $file) {
        echo "{$item['itemId']} {$file['name']} {$file['url']}\n";
    }
}
