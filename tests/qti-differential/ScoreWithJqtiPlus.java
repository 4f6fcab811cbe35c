/**
 * Scores the cases of standard input with JQTI+, the engine of QTIWorks, for `compare.ts`: a line each, the file and then
 * `NAME=VALUE,VALUE` for each response, separated by tabs and percent-encoded, in; {"outcomes": …} or {"error": …} out.
 * Run with the compiled classes of `qtiworks-jqtiplus` and slf4j-api on the class path.
 */
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import uk.ac.ed.ph.jqtiplus.SimpleJqtiFacade;
import uk.ac.ed.ph.jqtiplus.node.item.AssessmentItem;
import uk.ac.ed.ph.jqtiplus.node.outcome.declaration.OutcomeDeclaration;
import uk.ac.ed.ph.jqtiplus.resolution.ResolvedAssessmentItem;
import uk.ac.ed.ph.jqtiplus.running.ItemProcessingInitializer;
import uk.ac.ed.ph.jqtiplus.running.ItemSessionController;
import uk.ac.ed.ph.jqtiplus.running.ItemSessionControllerSettings;
import uk.ac.ed.ph.jqtiplus.state.ItemProcessingMap;
import uk.ac.ed.ph.jqtiplus.state.ItemSessionState;
import uk.ac.ed.ph.jqtiplus.types.Identifier;
import uk.ac.ed.ph.jqtiplus.types.ResponseData;
import uk.ac.ed.ph.jqtiplus.types.StringResponseData;
import uk.ac.ed.ph.jqtiplus.value.BooleanValue;
import uk.ac.ed.ph.jqtiplus.value.ListValue;
import uk.ac.ed.ph.jqtiplus.value.NumberValue;
import uk.ac.ed.ph.jqtiplus.value.RecordValue;
import uk.ac.ed.ph.jqtiplus.value.SingleValue;
import uk.ac.ed.ph.jqtiplus.value.Value;
import uk.ac.ed.ph.jqtiplus.xmlutils.locators.FileResourceLocator;

public final class ScoreWithJqtiPlus {
    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        SimpleJqtiFacade facade = new SimpleJqtiFacade();
        String last = null;
        ItemProcessingMap item = null;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] fields = line.split("\t");
            try {
                if (!fields[0].equals(last)) {
                    last = fields[0];
                    item = null;
                    URI file = Path.of(decoded(fields[0])).toUri();
                    ResolvedAssessmentItem read = facade.loadAndResolveAssessmentItem(new FileResourceLocator(), file);
                    item = new ItemProcessingInitializer(read, false).initialize();
                }
                if (item == null) throw new IllegalStateException("the item is not read");
                out.println("{\"outcomes\":" + score(facade, item, fields) + "}");
            } catch (Throwable error) {
                out.println("{\"error\":" + quoted(error.getClass().getSimpleName() + " " + error.getMessage()) + "}");
            }
        }
    }

    private static String score(SimpleJqtiFacade facade, ItemProcessingMap item, String[] fields) {
        ItemSessionState state = new ItemSessionState();
        ItemSessionController session =
            facade.createItemSessionController(new ItemSessionControllerSettings(), item, state);
        Date now = new Date(0);
        session.initialize(now);
        session.performTemplateProcessing(now);
        session.enterItem(now);
        Map<Identifier, ResponseData> responses = new HashMap<>();
        for (int i = 1; i < fields.length; i++) {
            String[] parts = fields[i].split("=", 2);
            List<String> values = new ArrayList<>();
            for (String value : parts[1].split(",")) values.add(decoded(value));
            responses.put(Identifier.parseString(decoded(parts[0])), new StringResponseData(values));
        }
        session.bindResponses(now, responses);
        if (!state.getUnboundResponseIdentifiers().isEmpty()) throw new IllegalArgumentException("a response is not bound");
        session.commitResponses(now);
        session.performResponseProcessing(now);
        AssessmentItem read = item.getResolvedAssessmentItem().getRootNodeLookup().extractIfSuccessful();
        return read.getOutcomeDeclarations().stream()
            .map(OutcomeDeclaration::getIdentifier)
            .map(id -> quoted(id.toString()) + ":" + plain(state.getOutcomeValue(id)))
            .collect(Collectors.joining(",", "{", "}"));
    }

    private static String plain(Value value) {
        if (value == null || value.isNull()) return "null";
        if (value instanceof ListValue list) {
            List<String> members = new ArrayList<>();
            for (SingleValue member : list) members.add(plain(member));
            return "[" + String.join(",", members) + "]";
        }
        if (value instanceof RecordValue record) {
            return record.entrySet().stream()
                .map(field -> quoted(field.getKey().toString()) + ":" + plain(field.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof NumberValue number) {
            double real = number.doubleValue();
            return Double.isFinite(real) ? Double.toString(real) : quoted(Double.toString(real));
        }
        if (value instanceof BooleanValue yes) return String.valueOf(yes.booleanValue());
        return quoted(value.toQtiString());
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (char one : text.toCharArray()) {
            if (one == '"' || one == '\\') json.append('\\').append(one);
            else if (one < ' ') json.append(String.format("\\u%04x", (int) one));
            else json.append(one);
        }
        return json.append('"').toString();
    }
}
