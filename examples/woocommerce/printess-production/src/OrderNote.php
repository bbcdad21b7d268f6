<?php

declare(strict_types=1);

namespace PrintessProduction\WooCommerce;

/** What an order's state means to the people of the shop, as HTML of an order note; texts from outside are escaped. */
final class OrderNote
{
    public static function of(array $view): ?string
    {
        $items = $view['items'];
        $produced = count(array_filter($items, static fn (array $item) => $item['state'] === 'produced'));
        $sentence = match ($view['state']) {
            'produced' => 'Print files are ready: ' . count($items) . (count($items) === 1 ? ' line.' : ' lines.'),
            'partly-produced', 'failed' => "Print files are ready for $produced of " . count($items) . ' lines; the others were given up.',
            'cancelled' => "The production of its print files was cancelled; $produced of " . count($items) . ' lines were made before.',
            'attention' => 'Its print files need a look:',
            default => null,
        };
        if ($sentence === null) {
            return null;
        }
        $lines = [];
        foreach ($items as $item) {
            $said = isset($item['attention']) ? [$item['attention']['message']] : $item['warnings'] ?? [];
            foreach ($said as $text) {
                $lines[] = esc_html("{$item['itemId']}: $text");
            }
        }
        $webUi = $view['links']['webUi'] ?? '';
        if ($view['state'] === 'attention' && $webUi !== '') {
            $lines[] = sprintf('<a href="%s">Decide in the Temporal Web UI</a>', esc_url($webUi));
        }
        return implode('<br>', [esc_html($sentence), ...$lines]);
    }
}
