<?php

declare(strict_types=1);

use PrintessProduction\EventVerifier;
use PrintessProduction\NewestEvents;

// EVENTS_SECRET=whsec_… EVENTS_LOG=events.log php -S 127.0.0.1:8000 receive-event.php

require __DIR__ . '/autoload.php';

$log = getenv('EVENTS_LOG') ?: 'events.log';
try {
    $verifier = new EventVerifier(getenv('EVENTS_SECRET') ?: '');
} catch (InvalidArgumentException $error) {
    error_log("EVENTS_SECRET: {$error->getMessage()} No event is taken.");
    http_response_code(503); // So that it is delivered again when this is set up.
    exit;
}
$event = $verifier->verified(getallheaders(), file_get_contents('php://input'));
if ($event === null) {
    http_response_code(400);
    exit;
}

['n' => $n, 'order' => $order] = $event['data'];
(new NewestEvents("$log.newest.json"))->once($order['orderId'], $n, static function () use ($log, $event, $n, $order): void {
    file_put_contents($log, "{$event['type']} $n {$order['orderId']}\n", FILE_APPEND | LOCK_EX);
});
http_response_code(204);
