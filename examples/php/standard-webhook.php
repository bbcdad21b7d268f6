<?php

declare(strict_types=1);

/**
 * The event that a request brings, verified as a Standard Webhook (https://www.standardwebhooks.com): signed with our
 * secret, not older than five minutes. Null where it is not; answer 400 then. There are libraries for this, too.
 */
function verified_event(string $secret, array $headers, string $body): ?array
{
    $headers = array_change_key_case($headers);
    $id = $headers['webhook-id'] ?? '';
    $time = $headers['webhook-timestamp'] ?? '';
    if (!ctype_digit($time) || abs(time() - (int) $time) > 300) {
        return null;
    }
    $key = base64_decode(preg_replace('/^whsec_/', '', $secret), true);
    $expected = base64_encode(hash_hmac('sha256', "$id.$time.$body", $key, true));
    foreach (explode(' ', $headers['webhook-signature'] ?? '') as $signature) {
        if (hash_equals("v1,$expected", $signature)) {
            return json_decode($body, true);
        }
    }
    return null;
}
