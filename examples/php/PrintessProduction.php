<?php

declare(strict_types=1);

/** Thrown where the orders API refuses a request; `$problem` is its problem+json (RFC 9457). */
final class PrintessProductionError extends RuntimeException
{
    public function __construct(public readonly int $status, public readonly array $problem)
    {
        parent::__construct($problem['detail'] ?? "The orders API answered $status", $status);
    }
}

/** The orders API of printess-production, by plain curl. Every call is safe to repeat. */
final class PrintessProduction
{
    public function __construct(private readonly string $url, private readonly string $key)
    {
    }

    /** Starts the production of a paid order, or joins it where it is there already. */
    public function submit(string $orderId, array $items): array
    {
        return $this->call('PUT', '/v1/orders/' . rawurlencode($orderId), ['items' => $items]);
    }

    /** The order when it has ended or needs a person, or as it stands after so many seconds (60 at most). */
    public function wait(string $orderId, int $seconds = 30): array
    {
        return $this->call('GET', '/v1/orders/' . rawurlencode($orderId) . "?wait={$seconds}s", null, $seconds + 15);
    }

    private function call(string $method, string $path, ?array $body = null, int $timeout = 20): array
    {
        $curl = curl_init(rtrim($this->url, '/') . $path);
        curl_setopt_array($curl, [
            CURLOPT_CUSTOMREQUEST => $method,
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_TIMEOUT => $timeout,
            CURLOPT_HTTPHEADER => ['Authorization: Bearer ' . $this->key, 'Content-Type: application/json'],
        ]);
        if ($body !== null) {
            curl_setopt($curl, CURLOPT_POSTFIELDS, json_encode($body, JSON_THROW_ON_ERROR));
        }
        $text = curl_exec($curl);
        if ($text === false) {
            throw new RuntimeException('The orders API does not answer: ' . curl_error($curl) . '. Send it again later.');
        }
        $status = curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
        $json = json_decode($text, true) ?? [];
        if ($status >= 400) {
            throw new PrintessProductionError($status, $json);
        }
        return $json;
    }
}
