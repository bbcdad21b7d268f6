<?php

declare(strict_types=1);

// EVENTS_SECRET=whsec_… EVENTS_LOG=events.log php -S 127.0.0.1:8000 receive-event.php

require __DIR__ . '/standard-webhook.php';

$event = verified_event(getenv('EVENTS_SECRET') ?: '', getallheaders(), file_get_contents('php://input'));
if ($event === null) {
    http_response_code(400);
    exit;
}

// An event may come twice, and late: keep the newest number of each order, and drop what is older.
['n' => $n, 'order' => $order] = $event['data'];
file_put_contents(
    getenv('EVENTS_LOG') ?: 'events.log',
    "{$event['type']} $n {$order['orderId']}\n",
    FILE_APPEND | LOCK_EX,
);
http_response_code(204);
