<?php

// A shop of one file: `php site.php STATE.json '{"do": …}'` runs one request of it and prints what came of it as JSON;
// `SITE_STATE=STATE.json php -S 127.0.0.1:8000 site.php` serves its REST routes.

declare(strict_types=1);

error_reporting(E_ALL);
set_error_handler(static function (int $level, string $message, string $file, int $line): never {
    throw new ErrorException($message, 0, $level, $file, $line);
});

foreach (['store', 'hooks', 'wordpress', 'woocommerce', 'action-scheduler'] as $part) {
    require __DIR__ . "/$part.php";
}
$isServer = PHP_SAPI === 'cli-server';
Store::open($isServer ? getenv('SITE_STATE') : $argv[1]);
$command = $isServer ? ['do' => 'serve'] : json_decode($argv[2], true, 512, JSON_THROW_ON_ERROR);
$_GET = $command['get'] ?? [];

foreach (Store::$data['options']['active_plugins'] ?? [] as $plugin) {
    $isOurs = str_starts_with($plugin, 'printess-production/');
    require $isOurs ? __DIR__ . '/../../../examples/woocommerce/' . $plugin : WP_PLUGIN_DIR . "/$plugin";
}

/** @return mixed What the test is told. */
function answer(array $command): mixed
{
    do_action('before_woocommerce_init');
    add_action('init', static fn () => do_action('woocommerce_init'), 0);
    // As in WooCommerce, whose own stands there too: before it no order is found.
    add_action('init', static fn () => $GLOBALS['stand_in_knows_orders'] = true, 5);
    do_action('init');
    switch ($command['do']) {
        case 'set':
            foreach ($command['data'] as $name => $values) {
                Store::$data[$name] = $values + Store::$data[$name];
            }
            return null;
        case 'status':
            wc_get_order($command['order'])->update_status($command['to']);
            return null;
        case 'call':
            return ($command['function'])(...$command['arguments']);
        case 'order-action':
            do_action("woocommerce_order_action_{$command['action']}", wc_get_order($command['order']));
            return null;
        case 'erase':
            do_action('woocommerce_privacy_remove_order_personal_data', wc_get_order($command['order']));
            return null;
        case 'run':
            return stand_in_run_actions(time() + $command['within']);
        case 'order':
            return Store::$data['orders'][$command['order']];
        case 'actions':
            return array_values(array_filter(Store::$data['actions'], static fn (array $action) => $action['status'] === 'pending'));
        case 'page':
            ob_start();
            do_action('woocommerce_after_order_itemmeta', $command['line'], wc_get_order($command['order'])->get_item($command['line']));
            return ob_get_clean();
        case 'notices':
            ob_start();
            do_action('admin_notices');
            return ob_get_clean();
        case 'rest':
            return stand_in_rest($command['route'], $command['body'], $command['headers'] ?? []);
        case 'declared':
            $user = static fn (array $names) => array_values(array_filter($names, static fn (string $name) => str_contains((string) (class_exists($name, false) ? (new ReflectionClass($name)) : new ReflectionFunction($name))->getFileName(), '/examples/woocommerce/')));
            foreach (glob(__DIR__ . '/../../../examples/woocommerce/printess-production/src/*.php') as $file) {
                class_exists('PrintessProduction\\WooCommerce\\' . basename($file, '.php'));
            }
            return [...$user(get_declared_classes()), ...$user(get_defined_functions()['user'])];
        case 'serve':
            $path = (string) parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
            [$status, $json] = stand_in_rest((string) preg_replace('#^/wp-json#', '', $path), file_get_contents('php://input'), getallheaders());
            http_response_code($status);
            return $json;
        default:
            throw new InvalidArgumentException("No such command: {$command['do']}");
    }
}

try {
    $answer = answer($command);
} catch (WpDied $died) {
    $answer = ['died' => $died->getMessage()];
}
Store::save();
if (!$isServer || http_response_code() !== 204) {
    echo json_encode($answer, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES);
}
