<?php

declare(strict_types=1);

namespace PrintessProduction;

/** The orders API has refused a request and says why, as problem+json (RFC 9457). Its kinds are classes of their own. */
class ApiError extends \RuntimeException
{
    /** Stable: `urn:printess-production:order-conflict`. */
    public readonly string $type;
    public readonly string $title;
    /** The server's log has it. */
    public readonly string $requestId;
    /** @var list<array{path: string, message: string}> What is wrong with the input. */
    public readonly array $issues;
    /** @var list<string> Where an order differs from the one of its id. */
    public readonly array $fields;

    final public function __construct(
        public readonly int $status,
        public readonly array $problem,
        private readonly int $retryAfter = 10,
    ) {
        $this->type = (string) ($problem['type'] ?? '');
        $this->title = (string) ($problem['title'] ?? '');
        $this->requestId = (string) ($problem['requestId'] ?? '');
        $this->issues = $problem['issues'] ?? [];
        $this->fields = $problem['fields'] ?? [];
        parent::__construct((string) ($problem['detail'] ?? "The orders API answered $status"), $status);
    }

    public static function of(int $status, array $problem, int $retryAfter): self
    {
        $class = match (true) {
            $status === 401 => Unauthorized::class,
            $status === 404 => NotFound::class,
            $status === 409 && str_ends_with((string) ($problem['type'] ?? ''), ':order-conflict') => OrderConflict::class,
            $status === 409 => NotPossibleNow::class,
            $status === 410 => OrderBroken::class,
            $status === 422 => InvalidInput::class,
            $status === 429, $status >= 500 => Unavailable::class,
            default => self::class,
        };
        return new $class($status, $problem, $retryAfter);
    }

    public function retryAfter(): int
    {
        return $this->retryAfter;
    }
}
