package io.tekton.sharedservices.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tekton.sharedservices.json.FileFault;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A mistaken shape is refused: it is never read as fewer registrations, nor as registrations without a pid. */
class EntryShapeTest {
    private static final Path FILE = Path.of("/srv/registry.json");
    private static final String ENTRY =
            "{'port':45012,'component':'apollo','metadata':{'description':'x','pid':42714},'registered_at':81233.1}";
    private static final String WRAPPED =
            "{'name':'p','type':'ci_tool','socket':'/tmp/s','working_directory':'/srv','capabilities':['m'],'pid':51200}";

    @Test
    void refusesTheRegistryOneLevelDeeperAndSaysWhatAndWhere() {
        FileFault fault = fault("{\n  'registrations': {\n    'apollo-ai': " + ENTRY + "}}");

        assertThat(fault.problem())
                .isEqualTo(
                        "has entry \"registrations\" with none of the fields of an entry; allowed are port, component,"
                                + " metadata, registered_at (platform registry), or name, type, socket, "
                                + "working_directory,"
                                + " capabilities, pid (wrapped-CI registry)");
        assertThat(List.of(fault.line(), fault.column())).containsExactly(2, 20);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'registrations':{'apollo-ai':E}}",
                "{'registrations':{'editor':W}}",
                "{'data':{'registrations':{'apollo-ai':E}}}",
                "{'a':{'b':{'c':{'apollo-ai':E}}}}",
                "{'registrations':{}}",
                "{'registrations':[E]}",
                "{'registrations':[{'apollo-ai':E}]}",
                "{'registrations':{'list':[E,W]}}",
                "{'version':'2','registrations':{'apollo-ai':E}}",
                "{'numa-ai':E,'registrations':{'apollo-ai':E}}",
                "{'registrations':{'name':'ais','items':{'apollo-ai':E}}}",
                "{'registrations':{'type':'v2','items':[E]}}",
                "{'registrations':{'port':1,'items':{'a':{'b':W}}}}",
                "{'registrations':{'metadata':{'apollo-ai':E}}}",
                "[E]",
            })
    void refusesEntriesAtAnyOtherPlaceThanTheTop(String json) {
        assertThat(fault(json).line()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "port",
                "component",
                "metadata",
                "registered_at",
                "name",
                "type",
                "socket",
                "working_directory",
                "capabilities",
                "pid"
            })
    void refusesAnEntryInTheLevelBelowThatIsNamedLikeAField(String name) {
        assertThat(fault("{'registrations':{'" + name + "':E}}").problem()).contains("\"registrations\"");
        assertThat(fault("{'registrations':{'" + name + "':W}}").problem()).contains("\"registrations\"");
        assertThat(fault("{'registrations':{'" + name + "':E,'apollo-ai':E}}").problem())
                .contains("\"registrations\"");
        assertThat(fault("{'registrations':{'" + name + "':[W]}}").problem()).contains("\"registrations\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'apollo-ai':{}}",
                "{'apollo-ai':{'process_id':42714}}",
                "{'apollo-ai':{'Port':45012,'Component':'apollo'}}",
                "{'apollo-ai':{'data':{'pid':42714}}}",
                "{'apollo-ai':E,'numa-ai':{}}",
            })
    void refusesAnEntryWithNoneOfTheKnownFields(String json) {
        assertThat(fault(json).problem()).contains("none of the fields of an entry; allowed are port, ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'apollo-ai':{'port':true}} | a number",
                "{'apollo-ai':{'port':'45012'}} | a number",
                "{'apollo-ai':{'x':1,'registered_at':'yesterday'}} | a number",
                "{'apollo-ai':{'type':7}} | text",
                "{'apollo-ai':{'socket':false}} | text",
                "{'apollo-ai':{'capabilities':'messaging'}} | an array of texts",
            })
    void refusesAnEntryWhoseOnlyKnownFieldHasTheWrongType(String json, String allowed) {
        assertThat(fault(json).problem()).contains("as entry \"apollo-ai\", \"").endsWith("; allowed is " + allowed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'apollo-ai':{'component':'apollo','process_id':42714}}",
                "{'apollo-ai':{'component':'apollo','processId':'42714'}}",
                "{'apollo-ai':{'component':'apollo','PID':42714}}",
                "{'apollo-ai':{'component':'apollo','pids':[42714]}}",
                "{'apollo-ai':{'component':'apollo','pid':null,'process_id':42714}}",
                "{'apollo-ai':{'component':'apollo','process':{'pid':42714}}}",
                "{'apollo-ai':{'component':'apollo','metadata':{'process_id':42714}}}",
                "{'apollo-ai':{'component':'apollo','metadata':{'process':{'pid':42714}}}}",
                "{'apollo-ai':{'component':'apollo','workers':[{'pid':42714}]}}",
            })
    void refusesAnEntryWhosePidIsElsewhere(String json) {
        assertThat(fault(json).problem()).contains("\"apollo-ai\" a process id where none is read", "\"metadata\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a':E,'b':W} | 2",
                "{'a':{'pid':7}} | 1",
                "{'a':{'port':45012}} | 1",
                "{'a':{'component':null}} | 1",
                "{'a':{'metadata':{}}} | 1",
                "{'a':{'capabilities':[]}} | 1",
                "{'a':{'port':'45012','component':'x'}} | 1",
                "{'a':{'component':'x','metadata':{'component':'x','port':45012,'pid':7}}} | 1",
                "{'a':{'pid':7,'metadata':{'model':{'name':'llama','type':'local','port':11434}}}} | 1",
                "{'a':{'pid':7,'workers':[{'pid':8,'port':1},{'pid':9,'name':'w'}]}} | 1",
                "{'a':{'component':'x','parent_pid':8,'metadata':{'launcher_pid':9}}} | 1",
                "{} | 0",
            })
    void readsWhatAnEntryMayBe(String json, int entries) throws FileFault {
        assertThat(new RegistryParser().parse(bytes(json), FILE)).hasSize(entries);
    }

    private static FileFault fault(String json) {
        FileFault fault = catchThrowableOfType(FileFault.class, () -> new RegistryParser().parse(bytes(json), FILE));
        assertThat(fault).as(json).isNotNull();
        return fault;
    }

    private static byte[] bytes(String json) {
        return json.replaceAll("\\bE\\b", ENTRY)
                .replaceAll("\\bW\\b", WRAPPED)
                .replace('\'', '"')
                .getBytes(UTF_8);
    }
}
