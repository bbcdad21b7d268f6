<?php

declare(strict_types=1);

namespace PrintessProduction\WooCommerce;

/** Work for later, by WooCommerce's Action Scheduler. It does not run a failed single action again: that is done here. */
final class Later
{
    private const GROUP = 'printess-production';
    /** Tells a try that is planned from one that somebody has asked for meanwhile, which no end of another takes away. */
    private const AGAIN = 'again';

    /** As soon as the scheduler runs, and once, however often it is asked for before. */
    public function soon(string $hook, int $orderId): void
    {
        $query = ['hook' => $hook, 'args' => [$orderId], 'group' => self::GROUP, 'status' => 'pending', 'per_page' => 1];
        if (as_get_scheduled_actions($query, 'ids') === []) {
            as_enqueue_async_action($hook, [$orderId], self::GROUP);
        }
    }

    /** Once, at that time: one that was planned before is planned no more. */
    public function at(int $time, string $hook, int $orderId): void
    {
        $this->forget($hook, $orderId);
        as_schedule_single_action($time, $hook, [$orderId, self::AGAIN], self::GROUP);
    }

    public function forget(string $hook, int $orderId): void
    {
        as_unschedule_all_actions($hook, [$orderId, self::AGAIN], self::GROUP);
    }

    /**
     * One try of the work. The next try is planned first, then this one is made: a PHP that is stopped in between loses
     * nothing. `$work` is given the order and the time of that next try, and says whether it is done.
     *
     * @param list<int> $waits Seconds from one try to the next; the last repeats.
     * @param \Closure(\WC_Order, int): bool $work
     */
    public function try(string $hook, int $orderId, array $waits, \Closure $work): void
    {
        $order = wc_get_order($orderId);
        if (!$order instanceof \WC_Order) {
            return;
        }
        $key = "_{$hook}_tries";
        $tries = (int) $order->get_meta($key);
        $next = time() + $waits[min($tries, count($waits) - 1)];
        $this->at($next, $hook, $orderId);
        $order->update_meta_data($key, (string) ($tries + 1));
        $order->save_meta_data();
        if ($work($order, $next)) {
            $this->forget($hook, $orderId);
            $order->delete_meta_data($key);
            $order->save_meta_data();
        }
    }

    public static function clock(int $time): string
    {
        return (string) wp_date('Y-m-d H:i T', $time);
    }
}
