<?php

declare(strict_types=1);

// Run by WordPress when the plugin is deleted. Orders keep what was written into them.

if (defined('WP_UNINSTALL_PLUGIN')) {
    delete_option('printess_production_settings');
}
