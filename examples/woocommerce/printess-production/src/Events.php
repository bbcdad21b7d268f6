<?php

declare(strict_types=1);

namespace PrintessProduction\WooCommerce;

/**
 * The receiver of events. An event is taken as news, not as truth: the order is read from the API then, so that one that
 * comes twice, late, or in the wrong order does no harm. Events are delivered until they are answered with 2xx, for three days.
 */
final class Events
{
    public const NAMESPACE = 'printess-production/v1';
    public const ROUTE = '/events';
    private const TOLERANCE = 300;
    /** The last events that were taken, by their webhook-id: who repeats one learns nothing, and has nothing done. */
    private const TAKEN = '_printess-production-events';
    private const REMEMBERED = 20;

    public function __construct(private readonly Settings $settings, private readonly Later $later)
    {
    }

    public function register(): void
    {
        add_action('rest_api_init', function (): void {
            register_rest_route(self::NAMESPACE, self::ROUTE, [
                'methods' => 'POST',
                'callback' => $this->receive(...),
                'permission_callback' => '__return_true', // Its signature is its credential.
            ]);
        });
    }

    private function receive(\WP_REST_Request $request): \WP_REST_Response|\WP_Error
    {
        $key = self::keyOf($this->settings->eventsSecret());
        if ($key === null) {
            return new \WP_Error('no_secret', 'The secret of the events is not set here.', ['status' => 503]);
        }
        if (!self::isSigned($request, $key)) {
            return new \WP_Error('bad_signature', 'The signature or its time is wrong.', ['status' => 400]);
        }
        $orderId = json_decode($request->get_body(), true)['data']['order']['orderId'] ?? null;
        if (is_string($orderId) && ctype_digit($orderId)) {
            $this->take((int) $orderId, (string) $request->get_header('webhook-id'));
        }
        return new \WP_REST_Response(null, 204);
    }

    private function take(int $orderId, string $eventId): void
    {
        $order = wc_get_order($orderId);
        // An order of this number that we never asked for is another system's.
        if (!$order instanceof \WC_Order || $order->get_meta(Sending::REQUEST) === '') {
            return;
        }
        $taken = array_filter(explode(' ', (string) $order->get_meta(self::TAKEN)));
        if (in_array($eventId, $taken, true)) {
            return;
        }
        $this->later->soon(Reading::NEWS, $orderId);
        $order->update_meta_data(self::TAKEN, implode(' ', array_slice([...$taken, $eventId], -self::REMEMBERED)));
        $order->save_meta_data();
    }

    /** Null where there is no usable secret: with an empty one anybody could sign. */
    private static function keyOf(string $secret): ?string
    {
        $key = str_starts_with($secret, 'whsec_') ? base64_decode(substr($secret, 6), true) : false;
        return $key === false || strlen($key) < 24 ? null : $key;
    }

    /** As a Standard Webhook (https://www.standardwebhooks.com); old ones are refused, whoever has recorded them. */
    private static function isSigned(\WP_REST_Request $request, string $key): bool
    {
        [$id, $time, $signatures] = array_map(
            static fn (string $name) => (string) $request->get_header($name),
            ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
        );
        if (!ctype_digit($time) || abs(time() - (int) $time) > self::TOLERANCE) {
            return false;
        }
        $expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$time.{$request->get_body()}", $key, true));
        foreach (explode(' ', $signatures) as $signature) {
            if (hash_equals($expected, $signature)) {
                return true;
            }
        }
        return false;
    }
}
