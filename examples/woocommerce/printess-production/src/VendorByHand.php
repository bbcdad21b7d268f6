<?php

declare(strict_types=1);

namespace PrintessProduction\WooCommerce;

/**
 * While we send, nothing else of this site orders print files: Printess Editor's buttons and its REST route for approval
 * would pay once more, past the order that runs. They answer with what to do instead; its editor goes on saving designs.
 */
final class VendorByHand
{
    private const BUTTONS = ['printess_approve_order_line_item', 'printess_reproduce_order_line_item'];
    private const SAVE = 'printess_save_edited_order_line_item';
    private const INSTEAD = 'Print files are ordered by Printess Production. To have a line made again, and paid again: '
        . 'printess-production retry %1$d line-%2$d --reprint, or POST /v1/orders/%1$d/items/line-%2$d/retry with generation and reprint.';

    public function __construct(
        private readonly WhoSends $whoSends,
        private readonly VendorPlugin $vendor,
        private readonly Later $later,
    ) {
    }

    public function register(): void
    {
        add_action('init', $this->buttons(...), 9); // WooCommerce knows its orders from 5 on; Printess Editor's buttons stand at 10.
        add_filter('rest_pre_dispatch', $this->approvalRoute(...), 10, 3);
        add_filter('pre_http_request', $this->lock(...), 10, 3);
    }

    private function buttons(): void
    {
        [$action, $nonce, $orderId, $lineId] = array_map(
            static fn (string $name) => is_string($_GET[$name] ?? null) ? $_GET[$name] : '',
            ['action', 'nonce', 'order_id', 'item_id'],
        );
        if (!in_array($action, [...self::BUTTONS, self::SAVE], true) || !wp_verify_nonce($nonce, $action)) {
            return;
        }
        $order = wc_get_order((int) $orderId);
        if (!$order instanceof \WC_Order || !$this->isOurs($order, (int) $lineId)) {
            return;
        }
        if ($action !== self::SAVE) {
            wp_die(esc_html(sprintf(self::INSTEAD, $orderId, $lineId)), 'Printess Production', ['response' => 409, 'back_link' => true]);
        }
        // In its manual mode Printess Editor saves a changed design and sends nothing.
        add_filter('pre_option_printess_approval', static fn (): string => 'manual');
        if ($order->get_meta(Sending::REQUEST) !== '') {
            $order->add_order_note(esc_html("The design of line $lineId was changed too late: its print files are of the design before. For the new one, make a new order."));
            $this->later->soon(Reading::NEWS, $order->get_id());
        }
    }

    private function approvalRoute(mixed $result, mixed $server, \WP_REST_Request $request): mixed
    {
        if ($result !== null || $request->get_route() !== '/printess/v1/order/item/approve') {
            return $result;
        }
        $lineId = (int) $request['lineItemId'];
        $order = wc_get_order((int) $request['orderId']);
        if (!$order instanceof \WC_Order || !$this->isOurs($order, $lineId)) {
            return $result;
        }
        return new \WP_Error('printess_production', sprintf(self::INSTEAD, $order->get_id(), $lineId), ['status' => 409]);
    }

    /** The last line: whatever asks WordPress to order print files at Printess is refused, by name. */
    private function lock(mixed $answer, array $arguments, string $url): mixed
    {
        if (preg_match('#/production/produce(/simple)?/?$#', (string) parse_url($url, PHP_URL_PATH)) !== 1 || !$this->whoSends->weDo()) {
            return $answer;
        }
        return new \WP_Error('printess_production', 'Nothing was sent to Printess: on this site print files are ordered by Printess Production.');
    }

    private function isOurs(\WC_Order $order, int $lineId): bool
    {
        $line = $order->get_item($lineId);
        return $this->whoSends->weDo() && $line instanceof \WC_Order_Item_Product && !$this->vendor->isDropship($line);
    }
}
