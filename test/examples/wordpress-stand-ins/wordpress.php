<?php

// WordPress' functions, as far as the plugin and the vendor's stand-in call them.

define('ABSPATH', __DIR__ . '/');
define('WP_PLUGIN_DIR', __DIR__ . '/plugins');

final class WP_Error
{
    public function __construct(public string $code = '', public string $message = '', public mixed $data = null)
    {
    }

    public function get_error_message(): string
    {
        return $this->message;
    }
}

/** What wp_die ends a request with. */
final class WpDied extends RuntimeException
{
}

function is_wp_error(mixed $thing): bool
{
    return $thing instanceof WP_Error;
}

function get_option(string $name, mixed $default = false): mixed
{
    $early = apply_filters("pre_option_$name", false, $name, $default);
    return $early !== false ? $early : Store::$data['options'][$name] ?? $default;
}

function get_site_option(string $name, mixed $default = false): mixed
{
    return $default;
}

function home_url(): string
{
    return Store::$data['options']['home'] ?? 'https://shop.example';
}

function get_site_url(): string
{
    return home_url();
}

function rest_url(string $path): string
{
    return home_url() . "/wp-json/$path";
}

function plugin_basename(string $file): string
{
    return basename(dirname($file)) . '/' . basename($file);
}

function wp_parse_url(string $url, int $component = -1): mixed
{
    return parse_url($url, $component);
}

function wp_json_encode(mixed $value): string|false
{
    return json_encode($value);
}

function wp_date(string $format, int $time): string
{
    return gmdate($format, $time);
}

function current_user_can(string $capability): bool
{
    return true;
}

function wp_create_nonce(string $action): string
{
    return substr(sha1("nonce of $action"), 0, 10);
}

function wp_verify_nonce(string $nonce, string $action): bool
{
    return hash_equals(wp_create_nonce($action), $nonce);
}

function wp_die(string $message, string $title = '', array $arguments = []): never
{
    throw new WpDied(($arguments['response'] ?? 500) . " $message");
}

function esc_html(string $text): string
{
    return htmlspecialchars($text, ENT_QUOTES, 'UTF-8', false);
}

function esc_attr(string $text): string
{
    return esc_html($text);
}

function esc_url(string $url): string
{
    return preg_match('#^(https?:|/)#', $url) === 1 ? esc_html($url) : '';
}

function __return_true(): bool
{
    return true;
}

function get_user_meta(int $user, string $key, bool $single): mixed
{
    return Store::$data['users'][$user][$key] ?? '';
}

function get_the_terms(int $product, string $taxonomy): array|false
{
    $terms = Store::$data['products'][$product]['terms'][$taxonomy] ?? [];
    return $terms === [] ? false : array_map(static fn (array $term) => (object) $term, $terms);
}

// HTTP

function wp_remote_request(string $url, array $arguments): array|WP_Error
{
    $early = apply_filters('pre_http_request', false, $arguments, $url);
    if ($early !== false) {
        return $early;
    }
    $curl = curl_init($url);
    curl_setopt_array($curl, [
        CURLOPT_CUSTOMREQUEST => $arguments['method'] ?? 'GET',
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_TIMEOUT => (int) ($arguments['timeout'] ?? 5),
        CURLOPT_HTTPHEADER => array_map(static fn ($name, $value) => "$name: $value", array_keys($arguments['headers'] ?? []), $arguments['headers'] ?? []),
    ]);
    if (isset($arguments['body'])) {
        curl_setopt($curl, CURLOPT_POSTFIELDS, $arguments['body']);
    }
    $body = curl_exec($curl);
    return $body === false
        ? new WP_Error('http_request_failed', curl_error($curl))
        : ['response' => ['code' => curl_getinfo($curl, CURLINFO_RESPONSE_CODE)], 'body' => $body];
}

function wp_remote_post(string $url, array $arguments): array|WP_Error
{
    return wp_remote_request($url, ['method' => 'POST'] + $arguments);
}

function wp_remote_retrieve_response_code(array|WP_Error $response): int|string
{
    return is_array($response) ? $response['response']['code'] : '';
}

function wp_remote_retrieve_body(array|WP_Error $response): string
{
    return is_array($response) ? $response['body'] : '';
}

// REST

final class WP_REST_Response
{
    public function __construct(public mixed $data = null, public int $status = 200)
    {
    }
}

final class WP_REST_Request implements ArrayAccess
{
    private array $headers = [];

    public function __construct(private string $route, private string $body, array $headers)
    {
        foreach ($headers as $name => $value) {
            $this->headers[self::canonical($name)] = $value;
        }
    }

    public function get_route(): string
    {
        return $this->route;
    }

    public function get_body(): string
    {
        return $this->body;
    }

    public function get_json_params(): ?array
    {
        return json_decode($this->body, true);
    }

    public function get_header(string $name): ?string
    {
        return $this->headers[self::canonical($name)] ?? null;
    }

    public function offsetExists(mixed $offset): bool
    {
        return isset($this->get_json_params()[$offset]);
    }

    public function offsetGet(mixed $offset): mixed
    {
        return $this->get_json_params()[$offset] ?? null;
    }

    public function offsetSet(mixed $offset, mixed $value): void
    {
    }

    public function offsetUnset(mixed $offset): void
    {
    }

    private static function canonical(string $name): string
    {
        return str_replace('-', '_', strtolower($name));
    }
}

$GLOBALS['stand_in_routes'] = [];

function register_rest_route(string $namespace, string $route, array $arguments): bool
{
    $GLOBALS['stand_in_routes']["/$namespace/" . ltrim($route, '/')] = $arguments;
    return true;
}

/** @return array{int, mixed} */
function stand_in_rest(string $route, string $body, array $headers): array
{
    do_action('rest_api_init');
    $request = new WP_REST_Request($route, $body, $headers);
    $answer = apply_filters('rest_pre_dispatch', null, null, $request);
    if ($answer === null) {
        $callback = $GLOBALS['stand_in_routes'][$route]['callback'] ?? null;
        $answer = $callback === null ? new WP_Error('rest_no_route', 'No route', ['status' => 404]) : $callback($request);
    }
    return match (true) {
        $answer instanceof WP_Error => [$answer->data['status'] ?? 500, ['code' => $answer->code, 'message' => $answer->message]],
        $answer instanceof WP_REST_Response => [$answer->status, $answer->data],
        default => [200, $answer],
    };
}
