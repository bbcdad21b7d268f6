<?php

// A stand-in of the vendor's plugin: it declares what that declares, in the global namespace, stands on the same hooks of
// WooCommerce, and orders at Printess (here: the sandbox) from within the request. Written after its behaviour, not from its text.

final class PrintessAdminSettings
{
    public static function get_host(): string
    {
        return 'http://' . get_option('printess_api_domain', '');
    }

    public static function get_service_token(): string
    {
        return get_option('printess_service_token', '');
    }

    public static function get_approval_mode(): string
    {
        return get_option('printess_approval', 'auto');
    }
}

final class PrintessApi
{
    public static function send_post_request(string $url, string $token, array $data): array
    {
        $response = wp_remote_post($url, [
            'timeout' => 45,
            'headers' => ['Authorization' => "Bearer $token", 'Content-Type' => 'application/json'],
            'body' => wp_json_encode($data),
        ]);
        if (is_wp_error($response)) {
            throw new Exception($response->get_error_message());
        }
        return json_decode(wp_remote_retrieve_body($response), true);
    }
}

final class PrintessProductHelpers
{
}

function printess_produce(mixed $product, int $orderId, int $lineId, mixed $line, string $saveToken, mixed $dropship = null, int $copies = 1): string
{
    return PrintessApi::send_post_request(PrintessAdminSettings::get_host() . ($dropship === null ? '/production/produce' : '/dropship/produce'), PrintessAdminSettings::get_service_token(), [
        'externalOrderId' => "$orderId",
        'templateName' => $saveToken,
        'copies' => $copies,
        'origin' => 'WC ' . get_site_url(),
    ])['jobId'];
}

function printess_order_item_get_dropship_product_definition_id(mixed $product, mixed &$line): int
{
    return $line->get_meta('_printess-save-token') === '' ? -1 : (int) $line->get_meta('_printess-dropshipping');
}

function printess_handle_order_items(mixed &$order, array &$lines): void
{
    foreach ($lines as $id => &$line) {
        $saveToken = $line->get_meta('_printess-save-token', true);
        if (empty($saveToken) || !empty($line->get_meta('_printess-job-id', true))) {
            continue;
        }
        $isDropship = printess_order_item_get_dropship_product_definition_id($line->get_product(), $line) >= 0;
        $jobId = printess_produce($line->get_product(), $order->get_id(), $id, $line, $saveToken, $isDropship ? [] : null, $line->get_quantity());
        $line->update_meta_data('_printess-job-id', $jobId, true);
        $line->save_meta_data();
    }
}

function printess_send_to_printess_api(int $orderId): void
{
    if (PrintessAdminSettings::get_approval_mode() === 'manual') {
        return;
    }
    $order = new WC_Order($orderId);
    $lines = $order->get_items();
    printess_handle_order_items($order, $lines);
}

function printess_approve_order_line_item(): void
{
    $action = $_GET['action'] ?? '';
    if (in_array($action, ['printess_approve_order_line_item', 'printess_reproduce_order_line_item'], true) && wp_verify_nonce($_GET['nonce'] ?? '', $action)) {
        $order = new WC_Order((int) $_GET['order_id']);
        $line = $order->get_item((int) $_GET['item_id']);
        $line->delete_meta_data('_printess-job-id');
        $lines = [(int) $_GET['item_id'] => $line];
        printess_handle_order_items($order, $lines);
    }
}

function printess_save_edited_order_line_item(): void
{
    if (($_GET['action'] ?? '') === 'printess_save_edited_order_line_item' && wp_verify_nonce($_GET['nonce'] ?? '', $_GET['action'])) {
        $order = new WC_Order((int) $_GET['order_id']);
        $line = $order->get_item((int) $_GET['item_id']);
        if (PrintessAdminSettings::get_approval_mode() === 'manual') {
            $line->delete_meta_data('_printess-job-id');
        } else {
            $lines = [(int) $_GET['item_id'] => $line];
            printess_handle_order_items($order, $lines);
        }
        $line->delete_meta_data('_printess-result');
        $line->update_meta_data('_printess-save-token', $_GET['pst']);
        $line->save_meta_data();
    }
}

function printess_post_order_item_approve(WP_REST_Request $request): string
{
    $order = new WC_Order((int) $request['orderId']);
    $line = $order->get_item((int) $request['lineItemId']);
    $line->delete_meta_data('_printess-job-id');
    $lines = [$line->get_id() => $line];
    printess_handle_order_items($order, $lines);
    return 'ok';
}

/** Its part of the order page, under each line. */
function printess_order_meta_customized_display(int $lineId, mixed $line): void
{
    $result = json_decode($line->get_meta('_printess-result'), true);
    if ($result === null) {
        echo 'Processing.';
    } elseif ($result['isFailure']) {
        echo 'Printess Error Details: ' . esc_html($result['failureDetails']);
    } else {
        foreach ($result['result']['r'] ?: [] as $document => $url) {
            echo '<a href=' . esc_attr($url) . ' target=_blank>' . esc_html($document) . '</a>';
        }
        foreach ($result['result']['p'] ?: [] as $page) {
            echo '<a href=' . esc_attr($page['u']) . ' target=_blank>' . esc_html($page['d']) . ' - Page ' . esc_html((string) ($page['i'] + 1)) . '</a>';
        }
    }
}

function printess_register_hooks(): void
{
    add_action('woocommerce_order_status_processing', 'printess_send_to_printess_api');
    add_action('woocommerce_after_order_itemmeta', 'printess_order_meta_customized_display', 10, 2);
    add_action('init', 'printess_approve_order_line_item');
    add_action('init', 'printess_save_edited_order_line_item');
    add_action('rest_api_init', static function (): void {
        register_rest_route('printess/v1', 'order/item/approve', ['methods' => 'POST', 'callback' => 'printess_post_order_item_approve', 'permission_callback' => '__return_true']);
    });
}

add_action('woocommerce_init', 'printess_register_hooks');
