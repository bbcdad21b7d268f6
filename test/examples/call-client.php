<?php

declare(strict_types=1);

// `php call-client.php URL KEY METHOD < ARGUMENTS.json`: one call of the PHP client, what it gives or throws as JSON.

require __DIR__ . '/../../examples/php/autoload.php';

[, $url, $key, $method] = $argv;
$arguments = file_get_contents('php://stdin');
try {
    $client = new PrintessProduction\Client($url, $key, connectTimeout: 1, timeout: 3);
    $answer = $client->$method(...json_decode($arguments, true, 512, JSON_THROW_ON_ERROR));
    $answer = ['answer' => $answer instanceof Generator ? iterator_to_array($answer, false) : $answer];
} catch (Throwable $error) {
    $answer = [
        'threw' => str_replace('PrintessProduction\\', '', $error::class),
        'message' => $error->getMessage(),
        'tryLater' => $error instanceof PrintessProduction\TryLater ? $error->retryAfter() : null,
        ...($error instanceof PrintessProduction\ApiError ? ['status' => $error->status, 'type' => $error->type, 'issues' => $error->issues, 'fields' => $error->fields, 'requestId' => $error->requestId] : []),
    ];
}
echo json_encode($answer, JSON_THROW_ON_ERROR);
