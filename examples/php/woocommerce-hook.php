<?php

declare(strict_types=1);

// In a WordPress plugin of yours: when an order is paid, its lines that were designed in Printess are produced.

require_once __DIR__ . '/PrintessProduction.php';

/** The items of an order: one for each line that has a save token; what the customer has bought is what is printed. */
function printess_items(iterable $lines): array
{
    $items = [];
    foreach ($lines as $line) {
        $saveToken = (string) $line->get_meta('_printess-save-token');
        if ($saveToken === '') {
            continue;
        }
        $items[] = [
            'itemId' => 'line-' . $line->get_id(),
            'templateName' => $saveToken,
            'copies' => max(1, (int) $line->get_quantity()),
        ];
    }
    return $items;
}

/** Safe to run twice: WooCommerce may call a hook again, and the same order is joined. */
function printess_produce($order): void
{
    $items = printess_items($order->get_items());
    if ($items === []) {
        return;
    }
    $production = new PrintessProduction(getenv('ORDERS_API_URL') ?: '', getenv('ORDERS_API_KEY') ?: '');
    try {
        $production->submit((string) $order->get_id(), $items);
        $order->add_order_note('Print files are ordered.');
    } catch (Throwable $error) {
        $order->add_order_note('Print files are NOT ordered yet: ' . $error->getMessage());
        throw $error; // Have Action Scheduler run it again.
    }
}

if (function_exists('add_action')) {
    add_action('woocommerce_order_status_processing', static fn ($id) => as_enqueue_async_action('printess_produce', [$id]));
    add_action('printess_produce', static fn ($id) => printess_produce(wc_get_order($id)));
}
