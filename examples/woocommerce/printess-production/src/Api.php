<?php

declare(strict_types=1);

namespace PrintessProduction\WooCommerce;

/** The few calls of the orders API that a shop needs. Throws ApiAway where another try may help, ApiRefused where a person must. */
final class Api
{
    /** 4xx that another try does not fix. Others, such as a wrong key, are fixed on the other side. */
    private const REFUSALS = [400, 409, 410, 413, 415, 422];

    public function __construct(private readonly Settings $settings)
    {
    }

    /** Starts the order, or joins it where it is there already: safe to repeat. */
    public function submit(int $orderId, object $request): array
    {
        return $this->call('PUT', "/v1/orders/$orderId", $request);
    }

    public function get(int $orderId): array
    {
        return $this->call('GET', "/v1/orders/$orderId");
    }

    public function cancel(int $orderId): void
    {
        $this->call('POST', "/v1/orders/$orderId/cancel", new \stdClass());
    }

    private function call(string $method, string $path, ?object $body = null): array
    {
        $problem = $this->settings->problem();
        if ($problem !== null) {
            throw new ApiAway($problem);
        }
        if ($this->settings->isCopy()) {
            throw new ApiAway('This site is a copy of another one. Save the settings of Printess Production here if it is to order print files.');
        }
        $response = wp_remote_request($this->settings->url() . $path, [
            'method' => $method,
            'timeout' => 20,
            'redirection' => 0, // A redirect would carry the key elsewhere.
            'headers' => ['Authorization' => 'Bearer ' . $this->settings->key(), 'Content-Type' => 'application/json'],
            'body' => $body === null ? null : self::encode($body),
        ]);
        if (is_wp_error($response)) {
            throw new ApiAway('The orders API does not answer: ' . $response->get_error_message() . '.');
        }
        $status = (int) wp_remote_retrieve_response_code($response);
        $json = json_decode((string) wp_remote_retrieve_body($response), true);
        if ($status >= 200 && $status < 300 && is_array($json)) {
            return $json;
        }
        if (!is_array($json) || !isset($json['type'], $json['detail'])) {
            throw new ApiAway("Something else than the orders API answered, with status $status: is its URL right?");
        }
        if (in_array($status, self::REFUSALS, true) || $status === 404) {
            throw new ApiRefused($status, (string) $json['type'], (string) $json['detail']);
        }
        throw new ApiAway((string) $json['detail']);
    }

    /** Not escaped: a Cyrillic text would be three times as long, and an order has a megabyte. */
    private static function encode(object $body): string
    {
        return json_encode($body, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_PRESERVE_ZERO_FRACTION | JSON_THROW_ON_ERROR);
    }
}
