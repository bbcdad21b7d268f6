<?php
/**
 * Plugin Name: Printess Production
 * Description: Has the print files of paid orders made by printess-production, which pays once and loses no order, instead of from within the web request.
 * Version: 1.0.0
 * Requires at least: 6.2
 * Requires PHP: 8.1
 * Requires Plugins: woocommerce
 * WC requires at least: 8.0
 * License: MIT
 */

declare(strict_types=1);

namespace PrintessProduction\WooCommerce;

if (!defined('ABSPATH')) {
    exit;
}

spl_autoload_register(static function (string $class): void {
    if (str_starts_with($class, __NAMESPACE__ . '\\')) {
        $path = __DIR__ . '/src/' . substr($class, strlen(__NAMESPACE__) + 1) . '.php';
        if (is_file($path)) {
            require $path;
        }
    }
});

// Orders are read and written by WooCommerce's own objects alone, so it is all one where they are stored.
add_action('before_woocommerce_init', static function (): void {
    if (class_exists(\Automattic\WooCommerce\Utilities\FeaturesUtil::class)) {
        \Automattic\WooCommerce\Utilities\FeaturesUtil::declare_compatibility('custom_order_tables', __FILE__, true);
    }
});

(static function (): void {
    $settings = new Settings();
    $vendor = new VendorPlugin(plugin_basename(__FILE__));
    $whoSends = new WhoSends($settings, $vendor);
    $api = new Api($settings);
    $later = new Later();
    $reading = new Reading($api, $later);
    (new SettingsPage($settings))->register();
    $whoSends->register();
    (new VendorByHand($whoSends, $vendor, $later))->register();
    (new Sending($whoSends, $vendor, new OrderRequest($vendor), $api, $later))->register();
    (new Cancelling($api, $later))->register();
    $reading->register();
    (new Events($settings, $later))->register();
})();
