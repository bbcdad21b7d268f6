<?php

declare(strict_types=1);

namespace PrintessProduction\WooCommerce;

/** WooCommerce → Printess Production. Secrets are written here, and never shown again. */
final class SettingsPage
{
    private const PAGE = 'printess-production';
    private const FIELDS = ['url' => 'Orders API: URL', 'key' => 'Orders API: key', 'events_secret' => 'Secret of the events (whsec_…)'];

    public function __construct(private readonly Settings $settings)
    {
    }

    public function register(): void
    {
        add_action('admin_menu', function (): void {
            $title = 'Printess Production';
            add_submenu_page('woocommerce', $title, $title, 'manage_woocommerce', self::PAGE, $this->render(...));
        });
        add_action('admin_init', function (): void {
            register_setting(self::PAGE, Settings::OPTION, ['sanitize_callback' => $this->sanitize(...)]);
        });
        add_filter('option_page_capability_' . self::PAGE, static fn (): string => 'manage_woocommerce');
    }

    /** An empty secret is one that was not typed again: the saved one stays. */
    private function sanitize(mixed $input): array
    {
        $saved = (array) get_option(Settings::OPTION, []);
        $typed = array_map(static fn (mixed $value) => is_string($value) ? trim($value) : '', (array) $input);
        return [
            'url' => $typed['url'] ?? $saved['url'] ?? '',
            'key' => ($typed['key'] ?? '') ?: ($saved['key'] ?? ''),
            'events_secret' => ($typed['events_secret'] ?? '') ?: ($saved['events_secret'] ?? ''),
            'site' => Settings::site(),
        ];
    }

    private function render(): void
    {
        echo '<div class="wrap"><h1>Printess Production</h1><form method="post" action="options.php">';
        settings_fields(self::PAGE);
        echo '<table class="form-table">';
        foreach (self::FIELDS as $name => $label) {
            printf('<tr><th>%s</th><td>%s</td></tr>', esc_html($label), $this->field($name));
        }
        $events = esc_html(rest_url(Events::NAMESPACE . Events::ROUTE));
        echo "</table><p>The shop's eventsUrl in PRINTESS_SHOPS_FILE: <code>$events</code></p>";
        submit_button();
        echo '</form></div>';
    }

    private function field(string $name): string
    {
        if ($this->settings->isConstant($name)) {
            return 'set in wp-config.php';
        }
        $isSecret = $name !== 'url';
        $value = $isSecret ? '' : $this->settings->url();
        $isSet = ($name === 'key' ? $this->settings->key() : $this->settings->eventsSecret()) !== '';
        return sprintf(
            '<input type="%s" class="regular-text" autocomplete="off" name="%s" value="%s" placeholder="%s">',
            $isSecret ? 'password' : 'url',
            esc_attr(Settings::OPTION . "[$name]"),
            esc_attr($value),
            esc_attr($isSecret && $isSet ? 'set; leave empty to keep it' : ''),
        );
    }
}
