<?php

declare(strict_types=1);

namespace PrintessProduction\WooCommerce;

/** Cancels the production of a cancelled order: nothing more is sent to Printess; what is made already stays made, and paid. */
final class Cancelling
{
    public const HOOK = 'printess_production_cancel';
    private const WAITS = [2 * 60, 5 * 60, 15 * 60, 3600, 3 * 3600, 6 * 3600];
    /** The order was not known to the API; a request on its way may still start it. */
    private const UNKNOWN = '_printess-production-cancel-unknown';

    public function __construct(private readonly Api $api, private readonly Later $later)
    {
    }

    public function register(): void
    {
        add_action('woocommerce_order_status_cancelled', function (mixed $orderId): void {
            $order = wc_get_order((int) $orderId);
            if ($order instanceof \WC_Order && array_filter($order->get_items(), OrderRequest::isDesigned(...)) !== []) {
                $this->later->forget(Sending::HOOK, (int) $orderId);
                $this->later->soon(self::HOOK, (int) $orderId);
            }
        });
        add_action(self::HOOK, fn (mixed $orderId) => $this->later->try(self::HOOK, (int) $orderId, self::WAITS, $this->cancel(...)));
    }

    private function cancel(\WC_Order $order, int $next): bool
    {
        // Without a request nothing was ever sent; one that is no longer cancelled is wanted after all.
        if ($order->get_meta(Sending::REQUEST) === '' || !$order->has_status('cancelled')) {
            return true;
        }
        try {
            $this->api->cancel($order->get_id());
        } catch (ApiAway $error) {
            $order->add_order_note(esc_html("The print files are NOT cancelled yet: {$error->getMessage()} It is tried again by itself at " . Later::clock($next) . '.'));
            return false;
        } catch (ApiRefused $error) {
            return $this->refused($order, $error);
        }
        $this->over($order);
        $order->add_order_note('The print files are cancelled: nothing more is sent to Printess.');
        $this->later->soon(Reading::NEWS, $order->get_id());
        return true;
    }

    private function refused(\WC_Order $order, ApiRefused $error): bool
    {
        if ($error->status === 404 && $order->get_meta(self::UNKNOWN) === '') {
            $order->update_meta_data(self::UNKNOWN, '1');
            $order->save_meta_data();
            return false;
        }
        $this->over($order);
        $order->add_order_note(esc_html($error->status === 404
            ? 'There was nothing to cancel: its print files had not been ordered.'
            : "The print files are not cancelled: {$error->getMessage()}"));
        $this->later->soon(Reading::NEWS, $order->get_id());
        return true;
    }

    /** Where the order is paid after all, it is sent again, and its note says what became of it. */
    private function over(\WC_Order $order): void
    {
        $order->delete_meta_data(self::UNKNOWN);
        $order->delete_meta_data(Sending::SENT);
        $order->save_meta_data();
    }
}
