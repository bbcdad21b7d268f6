<?php

declare(strict_types=1);

namespace PrintessProduction\WooCommerce;

/** Where printess-production is: by constants in wp-config.php, or else as saved on the settings page. */
final class Settings
{
    public const OPTION = 'printess_production_settings';

    public function url(): string
    {
        return rtrim($this->get('url'), '/');
    }

    public function key(): string
    {
        return $this->get('key');
    }

    public function eventsSecret(): string
    {
        return $this->get('events_secret');
    }

    public function isConstant(string $name): bool
    {
        return defined(self::constant($name));
    }

    /** What is missing or wrong; null: print files can be ordered. */
    public function problem(): ?string
    {
        if ($this->url() === '' || $this->key() === '') {
            return 'The URL and the key of the orders API are not set.';
        }
        ['scheme' => $scheme, 'host' => $host] = (array) parse_url($this->url()) + ['scheme' => '', 'host' => ''];
        if ($scheme !== 'https' && !($scheme === 'http' && in_array($host, ['localhost', '127.0.0.1', '[::1]'], true))) {
            return 'The URL of the orders API must be https (http for this machine alone): the key travels with each request.';
        }
        return null;
    }

    /**
     * Whether this site is a copy of the one that the settings were saved on: a staging site would order, and cancel,
     * the orders of the real one.
     */
    public function isCopy(): bool
    {
        $savedOn = $this->saved()['site'] ?? '';
        return !$this->isConstant('key') && $savedOn !== '' && $savedOn !== self::site();
    }

    public static function site(): string
    {
        return (string) parse_url(home_url(), PHP_URL_HOST);
    }

    private function get(string $name): string
    {
        return trim((string) ($this->isConstant($name) ? constant(self::constant($name)) : $this->saved()[$name] ?? ''));
    }

    private function saved(): array
    {
        return (array) get_option(self::OPTION, []);
    }

    private static function constant(string $name): string
    {
        return 'PRINTESS_PRODUCTION_' . strtoupper($name);
    }
}
