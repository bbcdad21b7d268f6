<?php

// WooCommerce's Action Scheduler: an action that throws is failed, for good; what a call plans is told by hook, arguments and group.

function as_schedule_single_action(int $time, string $hook, array $arguments = [], string $group = ''): int
{
    $id = (int) max([0, ...array_keys(Store::$data['actions'])]) + 1;
    Store::$data['actions'][$id] = ['hook' => $hook, 'args' => $arguments, 'group' => $group, 'at' => $time, 'status' => 'pending'];
    return $id;
}

function as_enqueue_async_action(string $hook, array $arguments = [], string $group = ''): int
{
    return as_schedule_single_action(0, $hook, $arguments, $group);
}

/** @return list<int> */
function as_get_scheduled_actions(array $query, string $format): array
{
    $isMeant = static fn (array $action): bool => $action['hook'] === $query['hook']
        && json_encode($action['args']) === json_encode($query['args'])
        && $action['group'] === $query['group']
        && $action['status'] === $query['status'];
    return array_keys(array_filter(Store::$data['actions'], $isMeant));
}

function as_unschedule_all_actions(string $hook, array $args = [], string $group = ''): void
{
    foreach (as_get_scheduled_actions(compact('hook', 'args', 'group') + ['status' => 'pending'], 'ids') as $id) {
        Store::$data['actions'][$id]['status'] = 'canceled';
    }
}

/** Runs what is due by then, and what that plans; with how each ended. */
function stand_in_run_actions(int $until): array
{
    $ran = [];
    for ($turn = 0; $turn < 100; $turn++) {
        $due = array_filter(Store::$data['actions'], static fn (array $action) => $action['status'] === 'pending' && $action['at'] <= $until);
        if ($due === []) {
            break;
        }
        uasort($due, static fn (array $a, array $b) => $a['at'] <=> $b['at']);
        $id = array_key_first($due);
        Store::$data['actions'][$id]['status'] = 'in-progress';
        try {
            do_action($due[$id]['hook'], ...$due[$id]['args']);
            Store::$data['actions'][$id]['status'] = 'complete';
        } catch (Throwable $error) {
            Store::$data['actions'][$id]['status'] = 'failed';
            $ran[] = "failed: {$error->getMessage()}";
        }
        $ran[] = $due[$id]['hook'];
    }
    return $ran;
}
