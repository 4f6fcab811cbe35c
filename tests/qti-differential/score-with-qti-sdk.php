<?php
/**
 * Scores the cases of standard input with OAT's qti-sdk, for `compare.ts`: one JSON line each, {file, responses}, in;
 * {outcomes} or {error} out. Arguments: the folder of qti-sdk (its `src` is loaded, nothing is installed).
 */
error_reporting(E_ERROR);
ini_set('memory_limit', '1G');
$sdk = rtrim($argv[1], '/') . '/src/';
spl_autoload_register(function (string $class) use ($sdk): void {
    $file = $sdk . str_replace('\\', '/', $class) . '.php';
    if (is_file($file)) require $file;
});

use qtism\common\datatypes\files\FileSystemFileManager;
use qtism\common\datatypes\QtiBoolean;
use qtism\common\datatypes\QtiDirectedPair;
use qtism\common\datatypes\QtiFloat;
use qtism\common\datatypes\QtiIdentifier;
use qtism\common\datatypes\QtiInteger;
use qtism\common\datatypes\QtiPair;
use qtism\common\datatypes\QtiPoint;
use qtism\common\datatypes\QtiString;
use qtism\common\enums\BaseType;
use qtism\common\enums\Cardinality;
use qtism\data\storage\xml\XmlDocument;
use qtism\runtime\common\Container;
use qtism\runtime\common\MultipleContainer;
use qtism\runtime\common\OrderedContainer;
use qtism\runtime\common\ResponseVariable;
use qtism\runtime\common\State;
use qtism\runtime\tests\AssessmentItemSession;
use qtism\runtime\tests\SessionManager;

function scalar(int $type, string $text)
{
    switch ($type) {
        case BaseType::IDENTIFIER: return new QtiIdentifier($text);
        case BaseType::STRING: return new QtiString($text);
        case BaseType::INTEGER: return new QtiInteger((int) $text);
        case BaseType::FLOAT: return new QtiFloat((float) $text);
        case BaseType::BOOLEAN: return new QtiBoolean($text === 'true');
    }
    [$a, $b] = explode(' ', $text);
    switch ($type) {
        case BaseType::PAIR: return new QtiPair($a, $b);
        case BaseType::DIRECTED_PAIR: return new QtiDirectedPair($a, $b);
        case BaseType::POINT: return new QtiPoint((int) $a, (int) $b);
    }
    throw new RuntimeException('a type that is not compared');
}

function plain($value)
{
    if ($value === null) return null;
    if ($value instanceof Container) {
        $members = [];
        foreach ($value as $member) if ($member !== null) $members[] = (string) $member;
        return count($members) === 0 ? null : $members;
    }
    return method_exists($value, 'getValue') ? $value->getValue() : (string) $value;
}

[$path, $item] = [null, null];
while (($line = fgets(STDIN)) !== false) {
    $case = json_decode($line, true);
    try {
        if ($case['file'] !== $path) {
            $document = new XmlDocument();
            $document->loadFromString(file_get_contents($case['file']));
            [$path, $item] = [$case['file'], $document->getDocumentComponent()];
        }
        $session = new AssessmentItemSession($item, new SessionManager(new FileSystemFileManager()));
        $session->beginItemSession();
        $session->beginAttempt();
        $state = new State();
        foreach ($case['responses'] as $id => $given) {
            $variable = $session->getVariable($id);
            [$cardinality, $type] = [$variable->getCardinality(), $variable->getBaseType()];
            $value = is_array($given) ? array_map(fn ($one) => scalar($type, $one), $given) : scalar($type, $given);
            if ($cardinality === Cardinality::MULTIPLE) $value = new MultipleContainer($type, $value);
            if ($cardinality === Cardinality::ORDERED) $value = new OrderedContainer($type, $value);
            $state->setVariable(new ResponseVariable($id, $cardinality, $type, $value));
        }
        $session->endAttempt($state);
        $outcomes = [];
        foreach ($item->getOutcomeDeclarations() as $declaration) {
            $id = $declaration->getIdentifier();
            $outcomes[$id] = plain($session[$id]);
        }
        echo json_encode(['outcomes' => (object) $outcomes]), "\n";
    } catch (Throwable $error) {
        $cause = $error->getPrevious();
        echo json_encode(['error' => $error->getMessage() . ($cause === null ? '' : ' ' . $cause->getMessage())]), "\n";
    }
}
