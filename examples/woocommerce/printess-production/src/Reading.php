<?php

declare(strict_types=1);

namespace PrintessProduction\WooCommerce;

/**
 * Reads how an order stands and writes it where Printess Editor's part of the order page shows it (`_printess-result`,
 * `_printess-job-id` of a line), and into the order's notes. On news at once; without, now and then, as long as it is open.
 */
final class Reading
{
    /** There is news: an event, or something was just done. */
    public const NEWS = 'printess_production_news';
    private const LOOK = 'printess_production_look';
    private const TOLD = '_printess-production-told';
    private const TRIES = [60, 5 * 60, 15 * 60, 3600];
    private const LOOKS = [3600, 6 * 3600, 24 * 3600];

    public function __construct(private readonly Api $api, private readonly Later $later)
    {
    }

    public function register(): void
    {
        add_action(self::NEWS, fn (mixed $orderId) => $this->later->try(self::NEWS, (int) $orderId, self::TRIES, function (\WC_Order $order): bool {
            $isOpen = $this->read($order);
            if ($isOpen === true) {
                $this->later->at(time() + self::LOOKS[0], self::LOOK, $order->get_id());
            } elseif ($isOpen === false) {
                $this->later->forget(self::LOOK, $order->get_id());
            }
            return $isOpen !== null;
        }));
        add_action(self::LOOK, fn (mixed $orderId) => $this->later->try(self::LOOK, (int) $orderId, self::LOOKS, fn (\WC_Order $order): bool => $this->read($order) === false));
    }

    /** Whether the order is still open; null: nobody could say. */
    private function read(\WC_Order $order): ?bool
    {
        if ($order->get_meta(Sending::REQUEST) === '') {
            return false;
        }
        try {
            $view = $this->api->get($order->get_id());
        } catch (ApiAway) {
            return null;
        } catch (ApiRefused $error) {
            $this->tell($order, "refused $error->status", esc_html("How its print files stand cannot be seen: {$error->getMessage()}"));
            return false;
        }
        foreach ($view['items'] as $item) {
            $line = $order->get_item((int) substr($item['itemId'], strlen('line-')));
            if ($line instanceof \WC_Order_Item_Product) {
                self::write($line, $item);
            }
        }
        $note = OrderNote::of($view);
        if ($note !== null) {
            $this->tell($order, $note . json_encode(array_column(array_column($view['items'], 'attention'), 'since')), $note);
        }
        return in_array($view['state'], ['running', 'attention'], true);
    }

    private static function write(\WC_Order_Item_Product $line, array $item): void
    {
        $result = VendorResult::of($item);
        $now = ['_printess-job-id' => $item['jobId'] ?? '', '_printess-result' => $result === null ? '' : json_encode($result)];
        foreach ($now as $key => $value) {
            if ($value === '' && $key === '_printess-result') {
                $line->delete_meta_data($key);
            } elseif ($value !== '') {
                $line->update_meta_data($key, $value);
            }
        }
        $line->save_meta_data();
    }

    /** Each piece of news once. */
    private function tell(\WC_Order $order, string $news, string $note): void
    {
        if ($order->get_meta(self::TOLD) !== sha1($news)) {
            $order->add_order_note($note);
            $order->update_meta_data(self::TOLD, sha1($news));
            $order->save_meta_data();
        }
    }
}
