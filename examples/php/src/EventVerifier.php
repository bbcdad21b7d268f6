<?php

declare(strict_types=1);

namespace PrintessProduction;

/** Verifies events as Standard Webhooks (https://www.standardwebhooks.com): signed with our secret, a few minutes old at most. */
final class EventVerifier
{
    private readonly string $key;

    /** Throws where there is no usable secret: with an empty one anybody could sign. */
    public function __construct(#[\SensitiveParameter] string $secret, private readonly int $toleranceSeconds = 300)
    {
        $key = str_starts_with($secret, 'whsec_') ? base64_decode(substr($secret, 6), true) : false;
        if ($key === false || strlen($key) < 24) {
            throw new \InvalidArgumentException('The secret of the events must be whsec_ and base64 of 24 bytes or more.');
        }
        $this->key = $key;
    }

    /** The event, or null where it is not to be believed: answer 400 then, and do nothing. */
    public function verified(array $headers, string $body): ?array
    {
        $headers = array_change_key_case($headers);
        $id = (string) ($headers['webhook-id'] ?? '');
        $time = (string) ($headers['webhook-timestamp'] ?? '');
        if (!ctype_digit($time) || abs(time() - (int) $time) > $this->toleranceSeconds) {
            return null;
        }
        $expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$time.$body", $this->key, true));
        foreach (explode(' ', (string) ($headers['webhook-signature'] ?? '')) as $signature) {
            if (hash_equals($expected, $signature)) {
                $event = json_decode($body, true);
                return is_array($event) ? $event : null;
            }
        }
        return null;
    }
}
