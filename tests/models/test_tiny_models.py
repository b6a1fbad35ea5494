import pytest
from tiny_gguf import TinyModel, tiny_vocabulary, write_tiny_model

from assistant.models import ModelFacts, memory_needed, read_header


@pytest.fixture
def llama_cpp():
    import llama_cpp  # noqa: PLC0415 - heavy, and wanted only here

    return llama_cpp


def test_a_tiny_model_is_small_and_its_facts_are_those_ordered(tmp_path):
    shape = TinyModel(layers=3, heads=8, kv_heads=1, width=32, context_tokens=512)
    path = write_tiny_model(tmp_path / "tiny.gguf", shape)
    facts = ModelFacts.from_header(read_header(path), path)

    assert path.stat().st_size < 2_000_000
    assert facts.layers == 3
    assert facts.heads == (8, 8, 8)
    assert facts.kv_heads == (1, 1, 1)
    assert facts.embedding_width == 32
    assert facts.trained_context_tokens == 512
    assert facts.vocabulary_tokens == len(tiny_vocabulary(shape))


def test_llama_cpp_loads_a_tiny_model_and_decodes_with_it(llama_cpp, tiny_model):
    model = llama_cpp.Llama(str(tiny_model), n_ctx=256, verbose=False)
    try:
        prompt = "<|im_start|>user\nHello, 한국<|im_end|>\n".encode()
        ids = model.tokenize(prompt, add_bos=False, special=True)
        model.eval(ids)

        assert model.detokenize(ids, special=True) == prompt
        assert 0 <= model.sample() < model.n_vocab() == len(tiny_vocabulary(TinyModel()))
        assert model.token_eos() == tiny_vocabulary(TinyModel()).index("<|im_end|>")
    finally:
        model.close()


def test_llama_cpp_counts_the_same_weights_and_parameters(llama_cpp, tiny_model):
    model = llama_cpp.Llama(str(tiny_model), n_ctx=256, verbose=False)
    try:
        facts = ModelFacts.from_header(read_header(tiny_model), tiny_model)

        assert llama_cpp.llama_model_n_params(model.model) == facts.parameters
        assert llama_cpp.llama_model_size(model.model) == memory_needed(facts, 256).weights_bytes
    finally:
        model.close()


def test_llama_cpp_refuses_an_architecture_it_does_not_know(llama_cpp, tmp_path):
    path = write_tiny_model(tmp_path / "new.gguf", TinyModel(architecture="nonesuch"))

    with pytest.raises(ValueError, match="Failed to load model"):
        llama_cpp.Llama(str(path), n_ctx=256, verbose=False)
