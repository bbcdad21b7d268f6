<?php

declare(strict_types=1);

namespace PrintessProduction\WooCommerce;

/**
 * The form texts of a line, by the names that Printess Editor gives them; earlier ones win. Values that are no text
 * (other plugins keep arrays in a line) are left out: the API takes texts alone.
 */
final class FormTexts
{
    private const ADDRESS = [
        'FirstName' => 'first_name', 'LastName' => 'last_name', 'Address1' => 'address_1', 'Address2' => 'address_2',
        'City' => 'city', 'Company' => 'company', 'Country' => 'country', 'Province' => 'state', 'Zip' => 'postcode',
        'Phone' => 'phone',
    ];
    /** Written after a line was sent: no text of the customer's. */
    private const NOT_TEXTS = ['_printess-job-id', '_printess-result', '_printess-form-fields'];

    /**
     * @param array<string, string> $about
     * @return array<string, string>
     */
    public static function of(\WC_Order $order, \WC_Order_Item_Product $line, ?\WC_Product $product, array $about): array
    {
        $texts = $about + [
            'itemQuantity' => $line->get_quantity(),
            'itemSku' => $product?->get_sku(),
            'orderDate' => $order->get_date_created()?->format('c'),
            'productName' => $product?->get_name(),
        ];
        $texts += self::address('Shipping', static fn (string $field) => $order->{"get_shipping_$field"}());
        $texts += self::address('Billing', static fn (string $field) => $order->{"get_billing_$field"}());
        $customer = $order->get_customer_id();
        if ($customer > 0) {
            $texts += self::address('Customer', static fn (string $field) => get_user_meta($customer, "shipping_$field", true));
        }
        if ($product !== null) {
            $base = ($product->get_parent_id() > 0 ? wc_get_product($product->get_parent_id()) : null) ?: $product;
            $texts += self::terms($base, 'product_cat', 'productCategories', 'productCategorySlugs');
            $texts += self::terms($base, 'product_tag', 'productTags', 'productTagSlugs');
            $attributes = self::attributes($base);
        }
        $texts += self::lineTexts($line, $attributes ?? []);
        foreach ($attributes ?? [] as ['name' => $name, 'values' => $values]) {
            $texts += [self::fieldName($name) => implode('_', $values)];
        }
        unset($texts['']); // A label without a Latin letter; no form field has such a name.
        return array_map(self::text(...), array_filter($texts, is_scalar(...)));
    }

    private static function address(string $prefix, \Closure $get): array
    {
        $texts = [];
        foreach (self::ADDRESS as $name => $field) {
            $texts[$prefix . $name] = $get($field);
        }
        return $texts + [$prefix . 'Name' => "{$texts["{$prefix}FirstName"]} {$texts["{$prefix}LastName"]}"];
    }

    private static function terms(\WC_Product $product, string $taxonomy, string $names, string $slugs): array
    {
        $terms = get_the_terms($product->get_id(), $taxonomy);
        $terms = is_array($terms) ? $terms : [];
        return [$names => implode(',', array_column($terms, 'name')), $slugs => implode('_', array_column($terms, 'slug'))];
    }

    /** @return array<string, array{name: string, values: list<string>, slugs: list<string>}> */
    private static function attributes(\WC_Product $product): array
    {
        $attributes = [];
        foreach ($product->get_attributes() as $key => $attribute) {
            if (!$attribute instanceof \WC_Product_Attribute) {
                continue;
            }
            $terms = $attribute->get_terms(); // Null where the attribute is this product's own.
            $attributes[$key] = [
                'name' => $terms === null ? $attribute->get_name() : wc_attribute_label($attribute->get_name()),
                'values' => $terms === null ? $attribute->get_options() : array_column($terms, 'name'),
                'slugs' => $terms === null ? [] : array_column($terms, 'slug'),
            ];
        }
        return $attributes;
    }

    /** What the customer has chosen: the line's own fields, attributes by their label and value instead of their slugs. */
    private static function lineTexts(\WC_Order_Item_Product $line, array $attributes): array
    {
        $texts = [];
        foreach ($line->get_meta_data() as $meta) {
            ['key' => $key, 'value' => $value] = $meta->get_data();
            if ($key === '_ywapo_meta_data') {
                $texts += self::addOns($value);
            } elseif (!str_starts_with($key, 'ywapo-') && !in_array($key, self::NOT_TEXTS, true)) {
                $attribute = $attributes[$key] ?? ['name' => $key, 'values' => [], 'slugs' => []];
                $index = array_search($value, $attribute['slugs'], true);
                $texts += [self::fieldName($attribute['name']) => $index === false ? $value : $attribute['values'][$index]];
            }
        }
        return $texts;
    }

    /** Of YITH's product add-ons: the first of each, "Engraving: Ada" without what stands before the colon. */
    private static function addOns(mixed $groups): array
    {
        $texts = [];
        foreach (is_array($groups) ? $groups : [] as $group) {
            $addOn = is_array($group) ? reset($group) : null;
            if (is_array($addOn) && is_string($addOn['display_value'] ?? null)) {
                $parts = explode(': ', $addOn['display_value'], 2);
                $texts += [self::fieldName((string) ($addOn['display_label'] ?? '')) => $parts[1] ?? $parts[0]];
            }
        }
        return $texts;
    }

    private static function fieldName(string $label): string
    {
        return (string) preg_replace('/[^0-9A-Za-z]/', '', $label);
    }

    private static function text(string|int|float|bool $value): string
    {
        return is_bool($value) ? ($value ? 'true' : 'false') : (string) $value;
    }
}
