<?php

declare(strict_types=1);

namespace PrintessProduction;

/**
 * The orders API of printess-production: every call, named as in the TypeScript client. Throws ApiError by its kind, and
 * NoAnswer; both that are TryLater are worth another try. Whatever is sent twice is ordered, and paid, once.
 */
final class Client
{
    /** Seconds of one long poll: proxies cut what is silent for a minute. */
    private const POLL = 30;
    /** Of one request; the API takes 1,000 lines and 20 MB. */
    private const LINES = 500;
    private const BYTES = 15_000_000;

    private readonly Http $http;

    public function __construct(string $url, #[\SensitiveParameter] string $key, int $connectTimeout = 5, int $timeout = 30)
    {
        $this->http = new Http($url, $key, $connectTimeout, $timeout);
    }

    /**
     * Starts the production of a paid order, or joins it where the same order is there already.
     *
     * @param array{priority?: int, orderUrl?: string} $more
     */
    public function submit(string $orderId, array $items, array $more = []): array
    {
        return $this->http->json('PUT', self::path($orderId), ['items' => Json::items($items)] + $more);
    }

    /** A dry run: throws InvalidInput where `submit` would for the shapes of its input. Starts nothing. */
    public function validate(string $orderId, array $items, array $more = []): void
    {
        $this->http->json('PUT', self::path($orderId) . '?dryRun=true', ['items' => Json::items($items)] + $more);
    }

    /**
     * Many orders in few requests; an answer for each, in their order: `status` 201 new, 200 there already, and a
     * `problem` where it was refused. 503: send that one again. Throws where a request has failed: then send all again.
     *
     * @param iterable<array{orderId: string, items: array}> $orders
     * @return list<array{line: int, status: int, orderId?: string, order?: array, problem?: array}>
     */
    public function submitMany(iterable $orders): array
    {
        $lines = [];
        foreach ($orders as $order) {
            $lines[] = Json::encode(['items' => Json::items($order['items'])] + $order);
        }
        $answers = [];
        foreach (self::chunks($lines) as $chunk) {
            $before = count($answers);
            foreach ($this->http->lines('/v1/orders', $chunk) as $answer) {
                $answers[] = ['line' => $before + $answer['line']] + $answer;
            }
            if (count($answers) !== $before + count($chunk)) {
                throw new NoAnswer('it was cut off after ' . count($answers) . ' of ' . count($lines) . ' orders');
            }
        }
        return $answers;
    }

    /** @param list<string> $lines */
    private static function chunks(array $lines): \Generator
    {
        $chunk = [];
        $bytes = 0;
        foreach ($lines as $line) {
            if ($chunk !== [] && (count($chunk) === self::LINES || $bytes + strlen($line) > self::BYTES)) {
                yield $chunk;
                $chunk = [];
                $bytes = 0;
            }
            $chunk[] = $line;
            $bytes += strlen($line);
        }
        if ($chunk !== []) {
            yield $chunk;
        }
    }

    /** The order as it stands. */
    public function get(string $orderId): array
    {
        return $this->http->json('GET', self::path($orderId));
    }

    /**
     * The order when it has ended or needs a person, or as it stands after so many seconds; by long polls, as many as
     * it takes. An API that is away meanwhile is asked again until the time is over.
     */
    public function wait(string $orderId, int $seconds = 300): array
    {
        $end = microtime(true) + $seconds;
        for (;;) {
            $left = (int) ceil($end - microtime(true));
            $poll = max(1, min(self::POLL, $left));
            try {
                $order = $this->http->json('GET', self::path($orderId) . "?wait={$poll}s", null, $poll + 15);
                if ($order['state'] !== 'running' || microtime(true) >= $end) {
                    return $order;
                }
            } catch (TryLater $away) {
                if ($left <= 1) {
                    throw $away;
                }
                sleep(max(1, min($left - 1, $away->retryAfter())));
            }
        }
    }

    /** A page of the shop's orders, the newest first: `orders`, and the `cursor` of the next page where there is one. */
    public function listPage(?string $state = null, ?string $attention = null, ?int $limit = null, ?string $cursor = null): array
    {
        $query = http_build_query(compact('state', 'attention', 'limit', 'cursor'), '', '&', PHP_QUERY_RFC3986);
        return $this->http->json('GET', '/v1/orders' . ($query === '' ? '' : "?$query"));
    }

    /** All of them, page after page. */
    public function list(?string $state = null, ?string $attention = null): \Generator
    {
        $cursor = null;
        do {
            $page = $this->listPage($state, $attention, null, $cursor);
            foreach ($page['orders'] as $order) {
                yield $order;
            }
            $cursor = $page['cursor'] ?? null;
        } while ($cursor !== null);
    }

    /**
     * Has an item rendered again: paid again. `$generation` is the item's that you saw: a repeated call is refused
     * (NotPossibleNow) instead of paying twice. `$change` is merged into the item, `$item` replaces it. An item that is
     * produced is ordered again with `$reprint` alone.
     */
    public function retryItem(
        string $orderId,
        string $itemId,
        int $generation,
        ?array $change = null,
        ?array $item = null,
        bool $reprint = false,
    ): array {
        $body = ['generation' => $generation];
        if ($change !== null) {
            $body['change'] = Json::item($change);
        }
        if ($item !== null) {
            $body['item'] = Json::item($item);
        }
        if ($reprint) {
            $body['reprint'] = true;
        }
        return $this->act($orderId, $itemId, 'retry', $body);
    }

    /** Has an item follow a job that Printess has already: nothing is paid. */
    public function adoptJob(string $orderId, string $itemId, string $jobId): array
    {
        return $this->act($orderId, $itemId, 'adopt', ['jobId' => $jobId]);
    }

    /** Takes an item's files as they are. */
    public function approveItem(string $orderId, string $itemId, string $reason): array
    {
        return $this->act($orderId, $itemId, 'approve', ['reason' => $reason]);
    }

    /** Gives an item up. */
    public function abandonItem(string $orderId, string $itemId, string $reason): array
    {
        return $this->act($orderId, $itemId, 'abandon', ['reason' => $reason]);
    }

    /** Has Printess asked now about the order's open jobs, or one item's. */
    public function checkNow(string $orderId, ?string $itemId = null): void
    {
        $this->http->json('POST', self::path($orderId) . '/check', $itemId === null ? new \stdClass() : ['itemId' => $itemId]);
    }

    /** Cancels an open order: calls in flight are finished, what is produced stays. Throws NotPossibleNow where it has ended. */
    public function cancel(string $orderId): void
    {
        $this->http->json('POST', self::path($orderId) . '/cancel', new \stdClass());
    }

    private function act(string $orderId, string $itemId, string $action, array $body): array
    {
        return $this->http->json('POST', self::path($orderId) . '/items/' . rawurlencode($itemId) . "/$action", $body);
    }

    private static function path(string $orderId): string
    {
        return '/v1/orders/' . rawurlencode($orderId);
    }
}
