<?php

// WordPress' hooks, as far as the plugin uses them: by priority, and changed while they run.

final class WP_Hook
{
    /** @var array<int, array<string, array{function: mixed, accepted_args: int}>> */
    public array $callbacks = [];

    /** Each callback that stands when its turn comes. */
    public function each(): Generator
    {
        $done = null;
        for (;;) {
            $left = array_filter(array_keys($this->callbacks), static fn (int $priority) => $done === null || $priority > $done);
            if ($left === []) {
                return;
            }
            $done = min($left);
            foreach (array_keys($this->callbacks[$done]) as $id) {
                if (isset($this->callbacks[$done][$id])) {
                    yield $this->callbacks[$done][$id];
                }
            }
        }
    }
}

/** @var array<string, WP_Hook> */
$GLOBALS['wp_filter'] = [];

function stand_in_callback_id(mixed $function): string
{
    return is_string($function) ? $function : (is_object($function) ? spl_object_hash($function) : serialize($function));
}

function add_filter(string $hook, mixed $function, int $priority = 10, int $accepted_args = 1): bool
{
    $GLOBALS['wp_filter'][$hook] ??= new WP_Hook();
    $GLOBALS['wp_filter'][$hook]->callbacks[$priority][stand_in_callback_id($function)] = compact('function', 'accepted_args');
    return true;
}

function add_action(string $hook, mixed $function, int $priority = 10, int $accepted_args = 1): bool
{
    return add_filter($hook, $function, $priority, $accepted_args);
}

function has_action(string $hook, mixed $function): bool|int
{
    foreach ($GLOBALS['wp_filter'][$hook]->callbacks ?? [] as $priority => $callbacks) {
        if (isset($callbacks[stand_in_callback_id($function)])) {
            return $priority;
        }
    }
    return false;
}

function remove_action(string $hook, mixed $function, int $priority = 10): bool
{
    $callbacks = &$GLOBALS['wp_filter'][$hook]->callbacks;
    unset($callbacks[$priority][stand_in_callback_id($function)]);
    if (($callbacks[$priority] ?? null) === []) {
        unset($callbacks[$priority]);
    }
    return true;
}

function apply_filters(string $hook, mixed $value, mixed ...$arguments): mixed
{
    foreach (isset($GLOBALS['wp_filter'][$hook]) ? $GLOBALS['wp_filter'][$hook]->each() : [] as $one) {
        $value = ($one['function'])(...array_slice([$value, ...$arguments], 0, $one['accepted_args']));
    }
    return $value;
}

function do_action(string $hook, mixed ...$arguments): void
{
    foreach (isset($GLOBALS['wp_filter'][$hook]) ? $GLOBALS['wp_filter'][$hook]->each() : [] as $one) {
        ($one['function'])(...array_slice($arguments, 0, $one['accepted_args']));
    }
}
