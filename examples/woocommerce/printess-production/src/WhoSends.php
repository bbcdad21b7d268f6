<?php

declare(strict_types=1);

namespace PrintessProduction\WooCommerce;

/** Print files are ordered by one of the two plugins: by both they would be paid twice, by none the order would be lost. */
final class WhoSends
{
    private ?string $whyNot = null;

    public function __construct(private readonly Settings $settings, private readonly VendorPlugin $vendor)
    {
    }

    public function register(): void
    {
        // Printess Editor sets its hooks in woocommerce_init.
        add_action('woocommerce_init', function (): void {
            $this->weDo();
        }, PHP_INT_MAX);
        add_action('admin_notices', $this->notice(...));
    }

    /** Whether it is us; then Printess Editor is switched off. Decided again, since hooks may have been set since. */
    public function weDo(): bool
    {
        $this->whyNot = $this->vendor->isActive() ? $this->settings->problem() ?? $this->vendor->switchOff() : null;
        return $this->whyNot === null;
    }

    /** Why Printess Editor is left to send orders. */
    public function whyNot(): ?string
    {
        return $this->whyNot;
    }

    private function notice(): void
    {
        if (!current_user_can('manage_woocommerce')) {
            return;
        }
        $texts = array_filter([
            $this->whyNot === null ? null : "{$this->whyNot} Until then Printess Editor goes on sending orders itself, and Printess Production sends none.",
            $this->whyNot === null && $this->settings->problem() !== null
                ? $this->settings->problem() . ' Orders that are paid wait until then.' : null,
            $this->settings->isCopy() ? 'This site is a copy of another one: it orders no print files until the settings of Printess Production are saved here.' : null,
            get_option('permalink_structure') === '' ? 'Permalinks are "Plain", and events need a URL without a query: choose another structure.' : null,
            $this->settings->eventsSecret() === '' ? 'The secret of the events is not set: results are looked for now and then only.' : null,
        ]);
        foreach ($texts as $text) {
            printf('<div class="notice notice-error"><p><strong>Printess Production:</strong> %s</p></div>', esc_html($text));
        }
    }
}
