<?php

// A version of the vendor's plugin that nobody has seen yet: no function by a known name, another hook.

add_action('woocommerce_init', static function (): void {
    add_action('woocommerce_payment_complete', static function (int $orderId): void {
        wc_get_order($orderId)->add_order_note('Sent by the next Printess Editor.');
    });
});
