<?php

// WooCommerce's objects over the store, as far as the plugin and the vendor's stand-in use them. As in WooCommerce, what is
// changed is kept by save_meta_data() alone.

final class WC_Meta_Data
{
    public function __construct(public string $key, public mixed $value)
    {
    }

    public function get_data(): array
    {
        return ['key' => $this->key, 'value' => $this->value];
    }
}

abstract class StandInData
{
    /** What was changed and is not saved: null where it was deleted. */
    private array $changes = [];

    abstract protected function &stored(): array;

    private function meta(): array
    {
        return array_filter($this->changes + ($this->stored()['meta'] ?? []), static fn (mixed $value) => $value !== null);
    }

    public function get_meta(string $key, bool $single = true): mixed
    {
        return $this->meta()[$key] ?? '';
    }

    /** @return list<WC_Meta_Data> */
    public function get_meta_data(): array
    {
        $meta = $this->meta();
        return array_map(static fn ($key, $value) => new WC_Meta_Data((string) $key, $value), array_keys($meta), $meta);
    }

    public function update_meta_data(string $key, mixed $value): void
    {
        $this->changes[$key] = $value;
    }

    public function delete_meta_data(string $key): void
    {
        $this->changes[$key] = null;
    }

    public function save_meta_data(): void
    {
        $meta = $this->meta();
        $stored = &$this->stored();
        $stored['meta'] = $meta;
        $this->changes = [];
    }
}

final class WC_Product_Attribute
{
    public function __construct(private array $data)
    {
    }

    public function get_name(): string
    {
        return $this->data['name'];
    }

    public function get_options(): array
    {
        return $this->data['options'] ?? [];
    }

    public function get_terms(): ?array
    {
        return isset($this->data['terms']) ? array_map(static fn (array $term) => (object) $term, $this->data['terms']) : null;
    }
}

final class WC_Product extends StandInData
{
    public function __construct(private int $id)
    {
    }

    protected function &stored(): array
    {
        return Store::$data['products'][$this->id];
    }

    public function get_id(): int
    {
        return $this->id;
    }

    public function get_parent_id(): int
    {
        return $this->stored()['parent'] ?? 0;
    }

    public function get_sku(): string
    {
        return $this->stored()['sku'] ?? '';
    }

    public function get_name(): string
    {
        return $this->stored()['name'] ?? '';
    }

    public function get_attributes(): array
    {
        return array_map(static fn (array $data) => new WC_Product_Attribute($data), $this->stored()['attributes'] ?? []);
    }
}

final class WC_Order_Item_Product extends StandInData
{
    public function __construct(private int $orderId, private int $id)
    {
    }

    protected function &stored(): array
    {
        return Store::$data['orders'][$this->orderId]['lines'][$this->id];
    }

    public function get_id(): int
    {
        return $this->id;
    }

    public function get_order_id(): int
    {
        return $this->orderId;
    }

    public function get_product(): WC_Product|false
    {
        return wc_get_product($this->stored()['product'] ?? 0);
    }

    public function get_quantity(): int|float
    {
        return $this->stored()['quantity'] ?? 1;
    }

    public function get_name(): string
    {
        return $this->stored()['name'] ?? 'A product';
    }
}

class WC_Order extends StandInData
{
    public function __construct(private int $id)
    {
    }

    protected function &stored(): array
    {
        return Store::$data['orders'][$this->id];
    }

    public function get_id(): int
    {
        return $this->id;
    }

    public function get_status(): string
    {
        return $this->stored()['status'];
    }

    public function has_status(array|string $status): bool
    {
        return in_array($this->get_status(), (array) $status, true);
    }

    public function update_status(string $status): void
    {
        $stored = &$this->stored();
        $stored['status'] = $status;
        do_action("woocommerce_order_status_$status", $this->id, $this);
    }

    /** @return array<int, WC_Order_Item_Product> */
    public function get_items(): array
    {
        $ids = array_keys($this->stored()['lines'] ?? []);
        return array_combine($ids, array_map(fn (int $id) => new WC_Order_Item_Product($this->id, $id), $ids));
    }

    public function get_item(int $id): WC_Order_Item_Product|false
    {
        return isset($this->stored()['lines'][$id]) ? new WC_Order_Item_Product($this->id, $id) : false;
    }

    public function add_order_note(string $note): int
    {
        $stored = &$this->stored();
        return array_push($stored['notes'], $note);
    }

    public function get_date_created(): ?DateTime
    {
        return new DateTime('2026-02-03T04:05:06+00:00');
    }

    public function get_customer_id(): int
    {
        return $this->stored()['customer'] ?? 0;
    }

    public function get_edit_order_url(): string
    {
        return home_url() . "/wp-admin/admin.php?page=wc-orders&action=edit&id={$this->id}";
    }

    /** get_shipping_first_name, get_billing_city, … */
    public function __call(string $name, array $arguments): string
    {
        if (preg_match('/^get_((?:shipping|billing)_\w+)$/', $name, $match) !== 1) {
            throw new BadMethodCallException($name);
        }
        return $this->stored()[$match[1]] ?? '';
    }
}

function wc_get_order(mixed $id): WC_Order|false
{
    $isKnown = isset($GLOBALS['stand_in_knows_orders'], Store::$data['orders'][$id]);
    return $isKnown ? new WC_Order((int) $id) : false;
}

function wc_get_product(mixed $id): WC_Product|false
{
    return isset(Store::$data['products'][$id]) ? new WC_Product((int) $id) : false;
}

function wc_attribute_label(string $name): string
{
    return ucfirst(preg_replace('/^pa_/', '', $name));
}
