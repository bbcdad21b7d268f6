<?php

declare(strict_types=1);

namespace PrintessProduction\WooCommerce;

/**
 * Printess Editor, the vendor's plugin, as far as sending orders goes. What is assumed of it (seen in version 1.6.92): that
 * it sends from `woocommerce_order_status_processing`, by the function SENDER. A version that does otherwise is not
 * guessed at: then it goes on sending, and we do not.
 */
final class VendorPlugin
{
    private const HOOK = 'woocommerce_order_status_processing';
    private const SENDER = 'printess_send_to_printess_api';
    private const DROPSHIP = 'printess_order_item_get_dropship_product_definition_id';
    /** Hooks on which a plugin may send an order that is paid. */
    private const SENDING_HOOKS = '/^woocommerce_(order_status_|order_payment_status_|payment_complete|new_order|thankyou|checkout_order_|store_api_checkout_order_)/';

    private ?int $removed = null;

    public function __construct(private readonly string $ourPlugin)
    {
    }

    public function isActive(): bool
    {
        return $this->places() !== [] || function_exists(self::SENDER) || class_exists('PrintessApi', false);
    }

    /** Has it send nothing by itself any more. A sentence that says why not; then it is left as it was. */
    public function switchOff(): ?string
    {
        if (get_option('printess_approval', 'auto') === 'manual') {
            return $this->refuse('Printess Editor is set to have orders approved by hand (Order Approval Mode: Manual), line by line; here whole orders are sent when they are paid. Set it to Automatic.');
        }
        $priority = has_action(self::HOOK, self::SENDER);
        if (is_int($priority)) {
            remove_action(self::HOOK, self::SENDER, $priority);
            $this->removed = $priority;
        }
        if ($this->removed === null) {
            return $this->refuse('This version of Printess Editor sends orders in a way that is not known here, so it cannot be switched off.');
        }
        $others = $this->otherSenders();
        if ($others !== []) {
            return $this->refuse('This version of Printess Editor may send orders on ' . implode(', ', $others) . ' too, which is not known here.');
        }
        return null;
    }

    /** Whether the line goes to a dropshipper: by a call that printess-production does not make. It stays with Printess Editor. */
    public function isDropship(\WC_Order_Item_Product $line): bool
    {
        if (function_exists(self::DROPSHIP)) {
            return (self::DROPSHIP)($line->get_product(), $line) >= 0;
        }
        return (int) $line->get_meta('_printess-dropshipping') > 0;
    }

    /** @param array<int, \WC_Order_Item_Product> $lines */
    public function sendDropship(\WC_Order $order, array $lines): void
    {
        if (!function_exists('printess_handle_order_items')) {
            throw new \RuntimeException('Printess Editor, which sends them, is not active.');
        }
        \printess_handle_order_items($order, $lines);
    }

    private function refuse(string $why): string
    {
        if ($this->removed !== null) {
            add_action(self::HOOK, self::SENDER, $this->removed);
            $this->removed = null;
        }
        return $why;
    }

    /** @return list<string> Hooks on which one of its functions stands. */
    private function otherSenders(): array
    {
        global $wp_filter;
        $places = $this->places();
        if (function_exists(self::SENDER)) {
            $places[] = dirname((string) (new \ReflectionFunction(self::SENDER))->getFileName()) . '/';
        }
        $hooks = [];
        foreach ($wp_filter as $name => $hook) {
            if (preg_match(self::SENDING_HOOKS, (string) $name) !== 1) {
                continue;
            }
            foreach (array_merge(...array_values($hook->callbacks)) as ['function' => $function]) {
                $file = (string) self::fileOf($function);
                if (array_filter($places, static fn (string $place) => str_starts_with($file, $place)) !== []) {
                    $hooks[] = (string) $name;
                }
            }
        }
        return $hooks;
    }

    private static function fileOf(mixed $function): string|false
    {
        try {
            $closure = is_callable($function) ? \Closure::fromCallable($function) : null;
            return $closure === null ? false : (new \ReflectionFunction($closure))->getFileName();
        } catch (\ReflectionException) {
            return false;
        }
    }

    /** @return list<string> The folders (or the file) of active plugins that have Printess in their name, but ours. */
    private function places(): array
    {
        $active = array_merge((array) get_option('active_plugins', []), array_keys((array) get_site_option('active_sitewide_plugins', [])));
        $theirs = array_filter($active, fn (string $file) => stripos($file, 'printess') !== false && $file !== $this->ourPlugin);
        return array_values(array_map(static function (string $file): string {
            $folder = dirname($file);
            $path = WP_PLUGIN_DIR . '/' . ($folder === '.' ? $file : $folder);
            return (realpath($path) ?: $path) . ($folder === '.' ? '' : '/');
        }, $theirs));
    }
}
