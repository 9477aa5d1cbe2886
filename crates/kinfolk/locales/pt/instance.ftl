### The server about itself, and errors.

landing-default-lead = Um lugar para quem se conhece e para quem ainda vai se conhecer.
landing-sign-up = Criar conta
landing-sign-in = Entrar
landing-closed = No momento, não é possível criar novas contas.
landing-latest = Últimas publicações públicas
landing-more = Mais publicações públicas
landing-no-posts = Ninguém publicou nada ainda.
landing-feature-order = Primeiro o mais recente
landing-feature-order-text = O Início mostra as pessoas que você segue, na ordem em que publicam. Nada entra no meio.
landing-feature-audience = Você escolhe quem vê
landing-feature-audience-text = Cada publicação é para todo mundo, para os seus seguidores ou para as pessoas que menciona.
landing-feature-apps = Use o aplicativo que preferir
landing-feature-apps-text = Além destas páginas, qualquer aplicativo feito para o Mastodon funciona aqui.
about-title = Sobre
about-domain = Domínio
about-version = Versão
about-contact = Contato
about-rules = Regras
about-apps-title = Aplicativos
about-apps-text = Qualquer aplicativo para o Mastodon funciona aqui. Quando ele pedir um servidor, informe { $domain }.
about-privacy = Política de privacidade
about-terms = Termos de serviço
about-no-description = Quem administra este servidor ainda não o descreveu.
counts-people = { $count ->
    [one] pessoa
   *[other] pessoas
}
counts-statuses = { $count ->
    [0] publicações
    [one] publicação
   *[other] publicações
}

## Texts about the server

text-written = Em vigor desde { $date }.
privacy-title = Política de privacidade
privacy-kept = Este servidor guarda o que você fornece: o seu nome, o seu e-mail, um hash irreversível da sua senha, as suas publicações e o seu perfil, quem você segue, bloqueia ou silencia, e os aplicativos e navegadores em que você entrou na sua conta, com o endereço de onde cada navegador se conectou e quando foi usado pela última vez.
privacy-seen = Uma publicação é vista por quem deve vê-la: todo mundo, os seus seguidores ou as pessoas que ela menciona. Quem administra o servidor poderia ler o que está no banco de dados; as publicações privadas não são criptografadas para impedir isso.
privacy-others = Nada é entregue a anunciantes, e nenhuma página daqui carrega algo de outro lugar. Os aplicativos recebem o que você permite, até você revogar a permissão.
privacy-leaving = Quando você exclui a sua conta, ela deixa de ser vista na hora, e o que você escreveu é excluído nos minutos seguintes. Cópias de segurança podem guardar uma cópia enquanto quem administra o servidor as mantiver.
privacy-operator = O que vale além disto cabe a quem administra este servidor dizer; pergunte no endereço que está na página sobre o servidor.
terms-title = Termos de serviço
terms-yours = O que você escreve continua sendo seu. Você permite que este servidor o mostre a quem deve vê-lo.
terms-others = Não use o servidor para violar a lei, assediar outras pessoas ou se passar por elas. Quem o administra pode suspender as contas que fizerem isso.
terms-operator = O servidor é oferecido como está, sem garantias. O que vale além disto cabe a quem o administra dizer.

## Errors

problem-home = Ir para a página inicial
problem-request = Requisição { $id }
problem-request-hint = Se for relatar o problema, inclua o número da requisição.
## Sentences of the API that people may read without an app; the English ones are the API's own, letter for letter.

refusal-blocked-by = Esta conta bloqueia você, por isso não é possível segui-la.
refusal-blocking = Você bloqueia esta conta. Desbloqueie-a antes de segui-la.
refusal-last-owner = Não há outra pessoa proprietária do servidor. Indique primeiro alguém.
refusal-not-for-everyone = Esta publicação não é para todos e não pode ser impulsionada.
refusal-other-site = Este formulário foi enviado de outro site e não foi aceito.

problem-400-title = Não entendemos a requisição
problem-400-text = Algo no endereço ou no formulário não foi entendido.
problem-401-title = Entre na sua conta
problem-401-text = Esta página é para quem entrou na sua conta.
problem-403-title = Isso não é permitido
problem-403-text = Você não pode fazer isso com a sua conta, ou o formulário veio de outro lugar.
problem-404-title = Não há nada aqui
problem-404-text = A página não existe, foi excluída ou você não tem acesso a ela.
problem-405-title = Isso não funciona aqui
problem-405-text = Este endereço não aceita este tipo de requisição.
problem-410-title = Não está mais aqui
problem-410-text = Isto já esteve aqui, mas foi excluído.
problem-413-title = É grande demais
problem-413-text = O que você enviou é maior do que este servidor aceita. Volte e envie um arquivo menor ou um texto mais curto.
problem-422-title = Não foi possível salvar
problem-422-text = Algo no formulário não estava certo. Volte e confira.
problem-429-title = Vá um pouco mais devagar
problem-429-text = Você fez requisições demais em pouco tempo. Espere um momento e tente de novo.
problem-500-title = Algo quebrou
problem-500-text = A culpa é nossa, não sua. O problema ficou anotado no registro.
problem-503-title = Já voltamos
problem-503-text = O servidor está ocupado ou em manutenção. Tente de novo em um minuto.

## The reference of the API

docs-title = Referência da API
docs-lead = Este servidor fala a API de clientes do Mastodon, então qualquer biblioteca para o Mastodon funciona com ele. O que o Mastodon não prevê está em /api/kinfolk/v1.
docs-calls = Envie os parâmetros como JSON, como formulário ou como multipart, e o token como “Authorization: Bearer …”. Os identificadores são texto. Os horários seguem a RFC 3339 em UTC.
docs-errors-all = Um erro é um objeto com “error”. Qualquer operação pode responder 429 quando houve requisições demais e 503 enquanto não for possível acessar o banco de dados; as que usam um token respondem 401 quando ele falta ou não é válido.
docs-download = O mesmo como documento OpenAPI 3.1
docs-back = Todas as operações
docs-deprecated = existe uma forma mais nova
docs-parameters = Parâmetros
docs-errors = Erros
docs-answer = Resposta
docs-example = Uma resposta real
docs-in-path = no caminho
docs-in-query = na consulta
docs-in-body = no corpo
docs-access-open = Para todo mundo.
docs-access-anyone = Para todo mundo; se houver um token, ele deve ter uma destas permissões: { $scopes }.
docs-access-person = Para pessoas cujo token tenha uma destas permissões: { $scopes }.
docs-access-any-person = Para pessoas com qualquer token.
docs-access-token = Para pessoas e aplicativos cujo token tenha uma destas permissões: { $scopes }.
docs-access-any-token = Para pessoas e aplicativos com qualquer token.
docs-access-client = Para aplicativos, com o seu identificador e o seu segredo.

## The design page

design-title = Design
design-lead = As cores, os tamanhos e os componentes de que cada página é feita, no claro e no escuro.
design-light = Claro
design-dark = Escuro
design-colours = Cores
design-type = Tipografia
design-sample = Pessoas que se conhecem
design-measures = Distâncias, cantos, movimento
design-rest = Em repouso
design-hover = Com o ponteiro
design-focus = Com foco
design-active = Pressionado
design-off = Desativado
design-on = Ativado
design-busy = Esperando
design-over = Longo demais
design-refused = Recusada
design-warning-open = Aviso, aberto
design-composer = Editor
design-people = Pessoas, conforme a relação com quem lê
design-navigation = Navegação
design-buttons = Botões, ações, etiquetas
design-fields = Campos
design-cards = Cartões, linhas, avatares
design-menus = Menus, abas, diálogos, teclas
design-notices = Avisos e mensagens temporárias
design-waiting = Esqueletos e estados vazios
