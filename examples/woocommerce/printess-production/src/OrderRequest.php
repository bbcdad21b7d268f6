<?php

declare(strict_types=1);

namespace PrintessProduction\WooCommerce;

/** An order as the orders API takes it: what Printess Editor would send to Printess for each of its designed lines. */
final class OrderRequest
{
    /** What the API knows of an output file; Printess Editor sends whatever stands in the product's field. */
    private const OUTPUT_FILE = ['documentName', 'outputSettings', 'vdp'];

    /** @var list<string> What Printess Editor would have sent of the last order, and the API does not take. */
    public array $leftOut = [];

    public function __construct(private readonly VendorPlugin $vendor)
    {
    }

    /** Null where no line is designed, or none is ours. */
    public function of(\WC_Order $order): ?object
    {
        $items = [];
        $this->leftOut = [];
        foreach ($order->get_items() as $lineId => $line) {
            $isMade = $line->get_meta('_printess-job-id') !== '' && $line->get_meta('_printess-result') !== '';
            if (self::isDesigned($line) && !$isMade && !$this->vendor->isDropship($line)) {
                $items[] = $this->item($order, (int) $lineId, $line);
            }
        }
        if ($items === []) {
            return null;
        }
        $url = $order->get_edit_order_url();
        return (object) (['items' => $items] + (str_starts_with($url, 'https://') ? ['orderUrl' => $url] : []));
    }

    public static function isDesigned(mixed $line): bool
    {
        return $line instanceof \WC_Order_Item_Product && (string) $line->get_meta('_printess-save-token') !== '';
    }

    private function item(\WC_Order $order, int $lineId, \WC_Order_Item_Product $line): object
    {
        $product = $line->get_product() ?: null;
        // Of a variation dpi, type and compression are its product's; its output files are its own.
        $parent = $product !== null && $product->get_parent_id() > 0 ? wc_get_product($product->get_parent_id()) : null;
        $settings = $parent ?: $product;
        $jobId = (string) $line->get_meta('_printess-job-id');
        $about = ['orderId' => (string) $order->get_id(), 'lineItemId' => (string) $lineId, 'sku' => (string) $product?->get_sku()];
        $form = FormTexts::of($order, $line, $product, $about);
        $outputFiles = $this->outputFiles((string) $product?->get_meta('printess_output_files'));
        $item = [
            'itemId' => "line-$lineId",
            'templateName' => (string) $line->get_meta('_printess-save-token'),
            'copies' => max(1, (int) $line->get_quantity()),
            'outputType' => (string) ($settings?->get_meta('printess_output_type') ?: get_option('printess_output_format') ?: 'pdf'),
            'outputSettings' => (object) [
                'dpi' => self::positive($settings?->get_meta('printess_dpi')) ?? 300,
                'jpegCompression' => self::positive($settings?->get_meta('printess_jpg_compression'))
                    ?? self::positive(get_option('printess_jpg_compression')) ?? 90,
            ],
            'vdp' => (object) ['data' => (object) $about, 'form' => (object) $form],
            ...($outputFiles === [] ? [] : ['outputFiles' => $outputFiles]),
            // Sent by Printess Editor before: its job is paid, and followed.
            ...($jobId === '' ? [] : ['adopt' => (object) ['jobId' => $jobId]]),
        ];
        return (object) apply_filters('printess_production_item', $item, $line, $order);
    }

    /** @return list<object> The product's "Document based output settings": {document: {outputSettings, …}}. */
    private function outputFiles(string $json): array
    {
        $files = [];
        foreach ((array) json_decode($json) as $documentName => $file) {
            if ($file instanceof \stdClass) {
                $known = array_intersect_key((array) $file, array_flip(self::OUTPUT_FILE));
                foreach (array_keys(array_diff_key((array) $file, $known)) as $name) {
                    $this->leftOut[] = "$name of document $documentName";
                }
                $files[] = (object) (['documentName' => (string) $documentName] + $known);
            }
        }
        return $files;
    }

    private static function positive(mixed $number): ?int
    {
        return is_numeric($number) && (int) $number > 0 ? (int) $number : null;
    }
}
