<?php

declare(strict_types=1);

namespace PrintessProduction\WooCommerce;

/**
 * Orders the print files of a paid order: not in the web request, and again and again, with growing waits, until the
 * orders API has taken it or a person must look. The same request is sent each time, so it is ordered once.
 */
final class Sending
{
    public const HOOK = 'printess_production_send';
    /** What is sent, kept from the first try on: a design, address or product that changes later makes no other order. */
    public const REQUEST = '_printess-production-request';
    public const SENT = '_printess-production-sent';

    /** Dropshipping lines that were handed to Printess Editor. */
    private const DROPSHIPPED = '_printess-production-dropshipped';
    private const WAITS = [60, 5 * 60, 15 * 60, 3600, 3 * 3600, 6 * 3600];
    private const NOT_PAID = ['pending', 'on-hold', 'failed', 'cancelled', 'refunded', 'trash', 'checkout-draft'];
    private const ORDER_ACTION = 'printess_production';

    public function __construct(
        private readonly WhoSends $whoSends,
        private readonly VendorPlugin $vendor,
        private readonly OrderRequest $requests,
        private readonly Api $api,
        private readonly Later $later,
    ) {
    }

    public function register(): void
    {
        // Before Printess Editor's own hook, at 10, which weDo() takes away.
        add_action('woocommerce_order_status_processing', function (mixed $orderId): void {
            $this->whenPaid((int) $orderId);
        }, 1);
        add_action(self::HOOK, fn (mixed $orderId) => $this->later->try(self::HOOK, (int) $orderId, self::WAITS, $this->send(...)));
        add_filter('woocommerce_order_actions', static fn (array $actions): array => $actions + [
            self::ORDER_ACTION => 'Printess Production: order the print files, or see how they stand',
        ]);
        add_action('woocommerce_order_action_' . self::ORDER_ACTION, $this->byHand(...));
        // A customer's data are erased from the order: what was sent has them, too.
        add_action('woocommerce_privacy_remove_order_personal_data', static function (\WC_Order $order): void {
            $order->delete_meta_data(self::REQUEST);
            $order->save_meta_data();
        });
    }

    private function whenPaid(int $orderId): void
    {
        $order = wc_get_order($orderId);
        if (!$order instanceof \WC_Order || !$this->whoSends->weDo()) {
            return;
        }
        $designed = array_filter($order->get_items(), OrderRequest::isDesigned(...));
        $dropship = array_filter($designed, $this->vendor->isDropship(...));
        if (count($designed) > count($dropship)) {
            $this->later->soon(self::HOOK, $orderId);
        }
        if ($dropship !== []) {
            $this->sendDropship($order, $dropship);
        }
    }

    /** At once, as Printess Editor does it, and one time: nothing here knows whether another try would pay again. */
    private function sendDropship(\WC_Order $order, array $lines): void
    {
        $before = array_filter(explode(',', (string) $order->get_meta(self::DROPSHIPPED)));
        $lines = array_diff_key($lines, array_flip($before));
        if ($lines === []) {
            return;
        }
        $order->update_meta_data(self::DROPSHIPPED, implode(',', [...$before, ...array_keys($lines)]));
        $order->save_meta_data();
        try {
            $this->vendor->sendDropship($order, $lines);
        } catch (\Throwable $error) {
            $names = implode(', ', array_keys($lines));
            $order->add_order_note(esc_html("The dropshipping lines $names may NOT have been sent: {$error->getMessage()} Look into Printess before you send them again."));
        }
    }

    private function send(\WC_Order $order, int $next): bool
    {
        if ($order->get_meta(self::SENT) !== '') {
            return true;
        }
        if ($order->has_status(self::NOT_PAID)) {
            $order->add_order_note("Print files are not ordered: the order is {$order->get_status()}.");
            return true;
        }
        try {
            $request = $this->request($order);
            if ($request === null) {
                return true;
            }
            $view = $this->api->submit($order->get_id(), $request);
        } catch (ApiAway $error) {
            $order->add_order_note(esc_html("Print files are NOT ordered yet: {$error->getMessage()} It is tried again by itself at " . Later::clock($next) . '.'));
            return false;
        } catch (\Throwable $error) {
            $this->refused($order, $error);
            return true;
        }
        $this->sent($order, $view);
        return true;
    }

    private function request(\WC_Order $order): ?object
    {
        $kept = (string) $order->get_meta(self::REQUEST);
        if ($kept !== '') {
            return json_decode($kept, false, 512, JSON_THROW_ON_ERROR);
        }
        $request = $this->requests->of($order);
        if ($request !== null) {
            // Escaped, so that no database's character set can change it.
            $order->update_meta_data(self::REQUEST, json_encode($request, JSON_PRESERVE_ZERO_FRACTION | JSON_THROW_ON_ERROR));
            $order->save_meta_data();
        }
        foreach ($this->requests->leftOut as $what) {
            $order->add_order_note(esc_html("Not sent, since the Printess API has no such setting: $what."));
        }
        return $request;
    }

    private function sent(\WC_Order $order, array $view): void
    {
        $order->update_meta_data(self::SENT, gmdate('c'));
        $order->save_meta_data();
        $lines = count($view['items']);
        $order->add_order_note($view['state'] === 'cancelled'
            ? "Its print files were ordered, and cancelled, before: nothing begins again by itself. To go on: printess-production retry {$order->get_id()}."
            : "Print files are ordered: $lines " . ($lines === 1 ? 'line' : 'lines') . '.');
        $this->later->soon(Reading::NEWS, $order->get_id());
    }

    private function refused(\WC_Order $order, \Throwable $error): void
    {
        $order->add_order_note(esc_html("Print files are NOT ordered: {$error->getMessage()} It is not tried again by itself: mend it, then choose the order action of Printess Production."));
        if ($error instanceof ApiRefused && in_array($error->status, [400, 413, 422], true)) {
            // Nothing of it was taken, so it may be put together again.
            $order->delete_meta_data(self::REQUEST);
            $order->save_meta_data();
        }
    }

    private function byHand(\WC_Order $order): void
    {
        if (!$this->whoSends->weDo()) {
            $order->add_order_note(esc_html('Print files are not ordered by Printess Production. ' . $this->whoSends->whyNot()));
            return;
        }
        $this->later->soon($order->get_meta(self::SENT) === '' ? self::HOOK : Reading::NEWS, $order->get_id());
    }
}
