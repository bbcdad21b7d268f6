<?php

declare(strict_types=1);

namespace PrintessProduction;

/** One request by curl: with deadlines, without redirects (they would carry the key elsewhere). */
final class Http
{
    public function __construct(
        private readonly string $url,
        #[\SensitiveParameter] private readonly string $key,
        private readonly int $connectTimeout,
        private readonly int $timeout,
    ) {
        if ($key === '' || preg_match('/\s/', $key) === 1) {
            throw new \InvalidArgumentException('The key of the orders API is empty, or has white space in it.');
        }
    }

    public function json(string $method, string $path, array|object|null $body = null, ?int $timeout = null): array
    {
        $text = $this->send($method, $path, 'application/json', $body === null ? null : Json::encode($body), $timeout);
        $json = json_decode($text, true);
        return is_array($json) ? $json : throw new NoAnswer('it answered with something that is not JSON');
    }

    /**
     * JSON Lines there and back; no line that was cut off.
     *
     * @param list<string> $lines
     * @return list<array>
     */
    public function lines(string $path, array $lines): array
    {
        $text = $this->send('POST', $path, 'application/x-ndjson', implode("\n", $lines), 300);
        $answers = array_map(static fn (string $line) => json_decode($line, true), explode("\n", trim($text)));
        return array_values(array_filter($answers, is_array(...)));
    }

    private function send(string $method, string $path, string $type, ?string $body, ?int $timeout): string
    {
        $curl = curl_init(rtrim($this->url, '/') . $path);
        $retryAfter = 10;
        curl_setopt_array($curl, [
            CURLOPT_CUSTOMREQUEST => $method,
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_CONNECTTIMEOUT => $this->connectTimeout,
            CURLOPT_TIMEOUT => $timeout ?? $this->timeout,
            CURLOPT_NOSIGNAL => true,
            CURLOPT_HTTPHEADER => ["Authorization: Bearer {$this->key}", "Content-Type: $type", 'Expect:'],
            CURLOPT_HEADERFUNCTION => static function ($curl, string $line) use (&$retryAfter): int {
                if (preg_match('/^retry-after: *(\d{1,5})/i', $line, $match) === 1) {
                    $retryAfter = (int) $match[1];
                }
                return strlen($line);
            },
        ] + ($body === null ? [] : [CURLOPT_POSTFIELDS => $body]));
        $text = curl_exec($curl);
        if (!is_string($text)) {
            throw new NoAnswer(curl_error($curl));
        }
        $status = curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
        if ($status >= 200 && $status < 300) {
            return $text;
        }
        $problem = json_decode($text, true);
        if (!is_array($problem) || !isset($problem['type'], $problem['detail'])) {
            throw new NoAnswer("something else than it answered, with status $status");
        }
        throw ApiError::of($status, $problem, $retryAfter);
    }
}
